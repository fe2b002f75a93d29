"""Named scenarios and overrides become a validated scenario, or one clear message."""

import subprocess
import sys
import textwrap

import pytest
from hydra import compose, initialize
from hydra.core.global_hydra import GlobalHydra
from omegaconf import OmegaConf

import outsim
from outsim.config_files import FOLDER, group_names, option_names
from outsim.configuration import compose_run, load_scenario, quoted, scenario_names
from outsim.errors import InputError
from outsim.interventions import Intervention
from outsim.levers import LEVER_NAMES
from outsim.run_settings import RunSettings
from outsim.scenario import Scenario, scenario_parameters

DEFAULTS = {found.name: found.default for found in scenario_parameters()}
FORM = "your_own"  # the one file that shows values to be changed


def yaml_values(group, option):
    """The dotted parameters that a file sets."""
    file = OmegaConf.create(FOLDER.joinpath(group, f"{option}.yaml").read_text(encoding="utf-8"))
    whole = file if group == "scenario" else {group: file}
    flat = {}

    def walk(branch, prefix):
        for name, value in branch.items():
            if name == "defaults" and not prefix.count("."):
                continue
            if hasattr(value, "items"):
                walk(value, f"{prefix}{name}.")
            else:
                flat[f"{prefix}{name}"] = value

    walk(whole, "")
    return flat


def message(*overrides, name="offshore_call_center"):
    with pytest.raises(InputError) as caught:
        load_scenario(name, overrides)
    return str(caught.value)


# Scenarios


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_is_valid_small_and_called_by_its_name(name):
    scenario = load_scenario(name)
    assert scenario.name == name
    assert scenario.client.staff + scenario.leaders.count + scenario.vendor.teams <= 60


def test_the_default_scenario_is_a_us_client_with_a_philippine_call_centre():
    scenario = load_scenario()
    assert (scenario.client.country, scenario.vendor.country, scenario.work.kind) == ("USA", "PHL", "service")
    assert scenario == load_scenario("offshore_call_center")


def test_philippine_agents_work_at_night_so_that_the_whole_us_day_is_a_common_one():
    from outsim.geography import weekly_overlap

    scenario = load_scenario("offshore_call_center")
    client, vendor = scenario.client, scenario.vendor
    shifts = (client.shift_start, client.shift_end), (vendor.shift_start, vendor.shift_end)
    assert set(weekly_overlap("USA", "PHL", scenario.first_day, 52, *shifts)) == {8.0}


@pytest.mark.parametrize(
    ("group", "option"),
    [
        (group, option)
        for group in ("scenario", "client", "vendor", "contract", "work")
        for option in option_names(group)
        if option != FORM
    ],
)
def test_a_file_holds_only_what_differs_from_the_defaults(group, option):
    values = yaml_values(group, option)
    repeated = [name for name, value in values.items() if name in DEFAULTS and DEFAULTS[name] == value]
    # weights of goals are stated together: only their proportions count
    assert [name for name in repeated if not name.endswith("_goal")] == []


@pytest.mark.parametrize("name", [name for name in scenario_names() if name != FORM])
def test_a_scenario_sets_nothing_that_belongs_to_a_group(name):
    # or else `vendor=...` on the command line would be overruled by the scenario
    groups = ("client.", "vendor.", "contract.", "work.")
    assert not [key for key in yaml_values("scenario", name) if key.startswith(groups)]


@pytest.mark.parametrize("name", scenario_names())
def test_every_value_of_a_scenario_is_explained_or_says_that_it_is_assumed(name):
    lines = FOLDER.joinpath("scenario", f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    values = [line for line in lines if line.startswith("  ") and ":" in line and not line.lstrip().startswith("-")]
    same_as_above = ("speed_goal", "quality_goal", "control_goal", "shift_start", "shift_end")
    assert [line for line in values if "#" not in line and not line.strip().startswith((*same_as_above, "count"))] == []


# Overrides


def test_a_value_is_overridden_by_its_dotted_name():
    assert load_scenario(overrides=["contract.clarity=0.4"]).contract.clarity == 0.4


@pytest.mark.parametrize("overrides", ["contract.clarity=0.4", {"contract.clarity": 0.4}, 3, None])
def test_overrides_are_a_list(overrides):
    with pytest.raises(InputError, match=r'must be a list such as \["contract.clarity=0.4"\]'):
        load_scenario("nearshore_finance", overrides)


def test_an_override_is_text():
    with pytest.raises(InputError, match="overrides: 3 is not text"):
        load_scenario(overrides=[3])


@pytest.mark.parametrize("name", [3, None, ["nearshore_finance"]])
def test_a_scenario_is_loaded_by_its_name(name):
    with pytest.raises(InputError, match=r"scenario = .*: must be the name of one, such as 'offshore_call_center'"):
        load_scenario(name)


def test_another_vendor_brings_all_its_values_and_leaves_the_rest():
    base, other = load_scenario(), load_scenario(overrides=["vendor=indian_software_house"])
    assert other.vendor.country == "IND"
    assert other.vendor != base.vendor
    assert (other.client, other.contract, other.work) == (base.client, base.contract, base.work)


def test_a_value_on_the_command_line_wins_over_a_chosen_group():
    found = load_scenario(overrides=["vendor.country=VNM", "vendor=indian_software_house"])
    assert found.vendor.country == "VNM"


def test_without_overrides_the_defaults_are_those_of_the_dataclasses():
    _, settings = compose_run()
    assert settings == RunSettings()
    assert load_scenario().coefficients == Scenario().coefficients


def test_run_settings_are_checked_like_parameters():
    with pytest.raises(InputError, match="replicates = 0: must be a whole number"):
        compose_run(["replicates=0"])
    with pytest.raises(InputError, match="weekly = 'maybe': must be true or false"):
        compose_run(["weekly=maybe"])
    with pytest.raises(InputError, match="unknown value for arithmetic 'singel'; did you mean 'single'"):
        compose_run(["arithmetic=singel"])


def test_a_folder_may_be_called_anything():
    for name in ("it's", "a\\", "a b,c[1]{", "x\\'y", 'q"q', "7"):
        _, settings = compose_run([f"out={quoted(name)}"])
        assert settings.out == name


# Interventions


def test_levers_are_chosen_by_name():
    found = load_scenario(overrides=["interventions=[leader_checkins,progress_updates]"])
    assert found.interventions == (Intervention("leader_checkins"), Intervention("progress_updates"))


@pytest.mark.parametrize("lever", LEVER_NAMES)
def test_every_lever_can_be_pulled_alone(lever):
    assert load_scenario(overrides=[f"interventions={lever}"]).interventions == (Intervention(lever),)


def test_nothing_is_done_unless_asked_for():
    assert load_scenario().interventions == ()
    assert load_scenario(overrides=["interventions=none"]).interventions == ()
    assert load_scenario(overrides=["interventions=[]"]).interventions == ()


def test_a_dose_is_set_by_its_dotted_name():
    given = ["interventions=[leader_checkins]", "interventions.leader_checkins.dose=0.5"]
    assert load_scenario(overrides=given).interventions == (Intervention("leader_checkins", dose=0.5),)


def test_one_lever_is_pulled_twice_under_two_labels():
    given = [
        "interventions=[leader_checkins]",
        "interventions.leader_checkins.end=30",
        "+interventions.again={lever:leader_checkins,start:40,end:60}",
    ]
    first, second = load_scenario(overrides=given).interventions
    assert (first.lever, first.end) == (second.lever, 30) == ("leader_checkins", second.start - 10)


def test_a_lever_waits_for_a_trigger():
    given = [
        "interventions=[emotional_support]",
        "interventions.emotional_support.trigger={indicator:anxiety,start:0.5,stop:0.3}",
    ]
    assert load_scenario(overrides=given).interventions[0].trigger.start == 0.5


def test_a_trigger_is_given_whole():
    key = "interventions.emotional_support.trigger"
    for given, expected in (
        (f"{key}={{start:0.5}}", f"{key} = {{'start': 0.5}}: must have indicator, start and stop; it lacks indicator"),
        (f"{key}.start=0.5", f"{key}={{indicator:anxiety,start:0.6,stop:0.4}}"),
    ):
        assert expected in message("interventions=[emotional_support]", given)


def test_a_package_pulls_several_levers():
    found = load_scenario(overrides=["interventions=[leaders_take_part,language_support]"])
    levers = {pull.lever for pull in found.interventions}
    assert levers == {"leader_checkins", "output_review", "progress_updates", "language_support"}


# Mistakes


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("contract.clarty=0.4", "unknown key 'contract.clarty'; did you mean 'contract.clarity'?"),
        ("+contract.clarty=0.4", "did you mean 'contract.clarity'?"),
        ("clarity=0.4", "did you mean 'contract.clarity'?"),
        ("contrct.clarity=0.4", "did you mean 'contract'?"),
        ("coefficients.anxiety.gian=1", "did you mean 'coefficients.anxiety.gain'?"),
        ("weks=52", "did you mean 'weeks'?"),
        ("++weks=52", "did you mean 'weeks'?"),
        ("vendr=indian_software_house", "did you mean 'vendor'?"),
        ("vendor=indian_softwarehouse", "did you mean 'indian_software_house'?"),
        ("interventions=[leader_checkin]", "unknown lever 'leader_checkin'; did you mean 'leader_checkins'?"),
        ("interventions=leader_checkin", "unknown lever 'leader_checkin'; did you mean 'leader_checkins'?"),
        ("interventions=[befor_signing]", "did you mean 'before_signing'?"),
        ("+interventions.again={lever:leader_checkin}", "did you mean 'leader_checkins'?"),
        ("interventions.leader_checkins.dose=0.5", "add interventions=[leader_checkins]"),
        ("interventions=null", "interventions=null: interventions takes the name of one of"),
        (
            "interventions=[leader_checkins,leader_checkins]",
            "interventions.leader_checkins: pulled twice at the",
        ),
        ("interventions=['leader_checkins', output_review, leader_checkins]", "pulled twice at the same time"),
        ("interventions=[before_signing,before_signing]", "interventions.before_signing: pulled twice"),
        ("+interventions.output_review=3", "interventions.output_review = 3: must be fields of it"),
        ("name=null", "name = None: must be text"),
        ("name=", "name = '': must be text"),
        ("name=3", "name = 3: must be text"),
        ("start_date=9999-12-01", "in the years 1970 to 2100"),
        ("start_date=20260105", "start_date = 20260105: must be a date such as 2026-01-05"),
        ("weeks=nan", "weeks = nan: must be a whole number from 1 to 1040"),
        ("weeks=-inf", "weeks = -inf: must be a whole number from 1 to 1040"),
        ("expectations=3", "expectations = 3: must be a group of values"),
        ("contract=0.4", "or set one value: contract.clarity=..."),
        ("contract.clarity=1.4", "contract.clarity = 1.4: must be a number from 0 to 1"),
        ("contract.clarity=???", "contract.clarity has no value yet"),
        ("contract.clarity=${nowhere}", "contract.clarity refers to something that does not exist"),
        ("vendor.country=PHI", "did you mean 'PHL'?"),
        ("contract.clarity", "cannot read 'contract.clarity': write key=value"),
        ("weeks=52=3", "cannot read 'weeks=52=3': write key=value"),
        ("weeks=52,104", "weeks=52,104 gives several values"),
        ("weeks=many", "weeks = 'many': must be a whole number from 1 to 1040"),
        ("replicates=10", "replicates belongs to a run"),
        ("~client.staf", "client.staf"),
    ],
)
def test_a_mistake_gets_one_line_that_says_what_was_meant(override, expected):
    found = message(override)
    assert expected in found
    assert "\n" not in found
    assert "struct" not in found
    assert "hydra" not in found.lower()


def test_an_unknown_scenario_gets_the_nearest_right_name():
    assert "did you mean 'offshore_call_center'?" in message(name="offshore_call_centre")


def test_an_unknown_field_of_a_lever_gets_the_nearest_right_one():
    found = message("interventions=[output_review]", "interventions.output_review.doze=1")
    assert "did you mean 'dose'?" in found


# Places


def test_a_scenario_of_ones_own_is_a_file_in_a_folder_of_ones_own(tmp_path):
    (tmp_path / "scenario").mkdir()
    form = FOLDER.joinpath("scenario", f"{FORM}.yaml").read_text(encoding="utf-8")
    (tmp_path / "scenario" / "mine.yaml").write_text(form.replace("country: COL", "country: MEX"), encoding="utf-8")
    found = load_scenario("mine", ["weeks=30"], config_dir=tmp_path)
    assert (found.vendor.country, found.weeks) == ("MEX", 30)


def test_a_broken_file_of_ones_own_is_one_message(tmp_path):
    (tmp_path / "scenario").mkdir()
    (tmp_path / "scenario" / "mine.yaml").write_text("weeks: [1\nname: : x")
    with pytest.raises(InputError, match="a YAML file cannot be read"):
        load_scenario("mine", config_dir=tmp_path)


def test_a_folder_that_is_not_there_is_named():
    with pytest.raises(InputError, match="there is no folder 'nowhere'"):
        load_scenario("mine", config_dir="nowhere")


def test_it_works_from_any_directory(tmp_path, monkeypatch):
    base = load_scenario()
    monkeypatch.chdir(tmp_path)
    assert load_scenario() == base
    assert list(tmp_path.iterdir()) == []


def test_another_hydra_application_goes_on_undisturbed(tmp_path):
    program = textwrap.dedent("""
        from hydra import compose, initialize_config_dir
        from hydra.core.global_hydra import GlobalHydra
        from hydra.version import getbase
        import outsim.configuration as configuration

        initialize_config_dir(CONFIGS, version_base="1.2")
        theirs = GlobalHydra.instance().hydra
        assert configuration.load_scenario().client.country == "USA"
        assert configuration.load_scenario("nearshore_finance").client.country == "DEU"
        assert GlobalHydra.instance().hydra is theirs
        assert str(getbase()) == "1.2"
        assert compose("app").theirs == 1
    """)
    (tmp_path / "app.yaml").write_text("theirs: 1\n")
    program = program.replace("CONFIGS", repr(str(tmp_path)))
    subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path)


def test_inside_an_initialised_hydra_nothing_changes():
    with initialize(version_base="1.3"):
        running = GlobalHydra.instance().hydra
        load_scenario()
        with pytest.raises(InputError):
            load_scenario("nothing")
        assert GlobalHydra.instance().hydra is running
        compose(overrides=["+theirs=1"])


def test_groups_are_what_the_folders_are():
    assert set(group_names()) >= {
        "scenario",
        "client",
        "vendor",
        "contract",
        "work",
        "interventions",
        "study",
    }
    assert outsim.__version__
