"""What ``outsim --help`` prints. Options and levers describe themselves."""

from __future__ import annotations

from collections.abc import Iterable

from outsim.config_files import FOLDER, description, option_names
from outsim.levers import LEVERS
from outsim.run_settings import RunSettings

_DESCRIBED = ("scenario", "study")
_NAMED = ("client", "vendor", "contract", "work", "shift")

_TEXT = """\
outsim simulates outsourcing partnerships, week by week, person by person.

It prints how likely a partnership of this kind is to succeed, to disappoint or to break, when, and why,
and writes runs.parquet, summary.json, figure.png, config.yaml and manifest.json to outputs/DATE/TIME.

Examples
  outsim                                             a US client, a Philippine call centre
  outsim scenario=nearshore_finance weeks=104        another scenario
  outsim contract.clarity=0.4 vendor.country=IND     the first one, with other values
  outsim vendor=indian_software_house work=web_development
  outsim interventions=[leader_checkins,progress_updates]
  outsim interventions=[leader_checkins] interventions.leader_checkins.dose=0.5
  outsim study=compare study.packages=[leader_checkins,before_signing]     what each prevents, on shared luck
  outsim study=rank                                  every lever alone, at equal cost, and in pairs
  outsim study=timing study.package=leader_checkins  when it is too late
  outsim study=validate                              published facts beside the model
  outsim study=explain                               which challenges make them fail
  outsim study=sensitivity                           which inputs drive the outcome, alone and together
  outsim study=tornado                               how far each input alone moves the outcome
  outsim study=discover                              in which region of the inputs failure is likely
  outsim study=explain study.replicate=failed        why the first one that failed did
  outsim study=calibrate data=pulse.csv              fit one partnership to a survey, and forecast it
  outsim -m contract.clarity=0.3,0.5,0.7             a sweep: one run each
  outsim --config-dir FOLDER scenario=mine           your own, from the form named below

{described}

What a scenario is made of, as vendor=indian_software_house
{named}

interventions=[LEVER,...]
{packages}
{levers}

Any value, as contract.clarity=0.4 (outsim --cfg job shows all keys, and the values a run would use)
  weeks, start_date              how long, and from when
  client.*, vendor.*             country, staff, teams, shifts, trust, goals, ...
  contract.*, work.*             clarity, decision_rights, term; kind, load, complexity, waves, ...
  expectations.*, leaders.*, security.*
  interventions.LEVER.*          dose, start, end, ramp, wear_off, trigger
  coefficients.*                 how strongly each mechanism acts
  replicates={run.replicates}, seed={run.seed}        how many partnerships, and the luck they meet
  out                            the folder of results
  data                           a pulse survey (CSV), for study=calibrate
  weekly={weekly:<24}true: weeks.parquet too
  report=true                    report.html too, to hand over (of a simulation, or of study=compare)
  arithmetic={run.arithmetic:<20}or double: the precision of its numbers
  parameters={run.parameters:<20}or posterior: coefficients drawn from what published facts leave open
  precision                      study=compare runs until failures prevented are known so closely, as 0.01
  study.*                        what belongs to a study: outsim study=NAME --cfg job shows it

Flags
  --cfg job                      print the configuration instead of running it
  -m, --multirun                 run every combination of several values: key=a,b
  --config-dir FOLDER            look for YAML files of your own there too, as FOLDER/scenario/mine.yaml
                                 The form for a case of your own: {form}
  --version                      print the version of outsim
  --hydra-help                   all other flags: outsim is a Hydra application"""


def help_text() -> str:
    """The help: what outsim is, examples, scenarios, levers, keys and flags.

    >>> "leader_checkins" in help_text()
    True
    """
    return _TEXT.format(
        described="\n\n".join(f"{group}=\n{_described(group, option_names(group))}" for group in _DESCRIBED),
        named="\n".join(f"  {group:<29}  {', '.join(option_names(group))}" for group in _NAMED),
        packages=_described("interventions", option_names("interventions")),
        levers="\n".join(f"  {lever.name:<29}  {lever.meaning}" for lever in LEVERS),
        form=FOLDER.joinpath("scenario", "your_own.yaml"),
        run=RunSettings(),
        weekly=str(RunSettings().weekly).lower(),
    )


def _described(group: str, options: Iterable[str]) -> str:
    return "\n".join(f"  {option:<29}  {description(group, option)}" for option in options)
