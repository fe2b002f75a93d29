"""An intervention of one's own. Each such function is compiled into the week, for seconds: tests share this one."""


def weekly_retro(week, state, levers):
    trust = state.staff.trust
    return {
        "staff.trust": trust + 0.05 * (1 - trust),
        "leader_checkins": 0.5 * (week >= 20),
        "staff_hours": 1.0,
        "money": 100.0,
    }
