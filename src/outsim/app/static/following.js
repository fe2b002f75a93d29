// What follows when the answer rests: the packages beside each other, and where the challenge stands.

import { latest } from "./server.js";
import { question } from "./state.js";
import { texts } from "./texts.js";

/** The two questions; `present()` is what is set, `parts()` the parts of the page. */
export function followUps({ present, parts, failed }) {
  const [compared, costed] = [latest(), latest()];
  const withPackages = (packages) => {
    const { levers: _, ...asked } = question(present());
    return { ...asked, packages };
  };
  return {
    async packages() {
      const of = present();
      try {
        const found = await compared("/api/compare", withPackages(of.packages));
        if (found && of.packages === present().packages) parts().packages.draw(found, of);
      } catch (error) {
        failed(error);
      }
    },
    async challenge(answer) {
      const { levers } = present();
      if (!Object.keys(levers).length) {
        parts().challenge.stand(answer.arms.with.failed.share, 0);
        return;
      }
      try {
        const found = await costed("/api/compare", withPackages([{ name: texts.packages.suggested(0), levers }]));
        if (!found || !present().challenge) return;
        const [{ arm, cost }] = found.packages;
        parts().challenge.stand(arm.failed.share, cost?.value ?? null);
      } catch (error) {
        failed(error);
      }
    },
  };
}
