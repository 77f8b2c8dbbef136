from apps.welcomecrew.env_check.rules import SettingFact, env_report, hints

NAMES = {1: "#welcome", 2: "@boss", 3: "a*b"}
FACTS = [
    SettingFact("DISCORD_TOKEN", is_set=True, is_secret=True),
    SettingFact("HEARTBEAT_URL", is_set=False, is_secret=True),
    SettingFact("WELCOME_CHANNEL_ID", is_set=True, ids=(1,)),
    SettingFact("ADMIN_ROLE_IDS", is_set=True, ids=(2, 3, 9)),
    SettingFact("LOG_CHANNEL_ID", is_set=False, ids=()),
    SettingFact("ENABLE_LIVE_WATCH", is_set=True, switch=True),
    SettingFact("ENABLE_CMD_WHY", is_set=False, switch=False),
    SettingFact("TIMEZONE", is_set=True, value="Europe/Vienna"),
    SettingFact("SHEET1_NAME", is_set=False, value="Sheet1"),
]


def test_each_kind_of_setting_in_its_section() -> None:
    sections = dict(env_report(FACTS, NAMES.get).sections)
    assert sections["Secrets (never shown)"] == ("`DISCORD_TOKEN` set", "`HEARTBEAT_URL` not set")
    assert sections["ON"] == ("`ENABLE_LIVE_WATCH`",)
    assert sections["OFF"] == ("`ENABLE_CMD_WHY`",)
    assert sections["Set"] == ("`TIMEZONE` Europe/Vienna", "1 more have their defaults")
    ids = "\n".join(sections["Ids"])
    assert "`WELCOME_CHANNEL_ID` #welcome (`1`)" in ids
    assert "a\\*b (`3`), ⚠ `9`" in ids
    assert "`LOG_CHANNEL_ID` –" in ids


def test_hints_name_what_is_probably_not_meant() -> None:
    text = "\n".join(hints(FACTS, NAMES.get))
    assert "`ADMIN_ROLE_IDS`: I don't know `9`" in text
    assert "`LOG_CHANNEL_ID`: empty" in text
    # What is not among the facts is not talked about.
    assert "RECRUITER" not in text


def test_nobody_but_manage_server_is_an_admin() -> None:
    facts = [
        SettingFact("ADMIN_ROLE_IDS", is_set=False, ids=()),
        SettingFact("LEAD_ROLE_IDS", is_set=False, ids=()),
        SettingFact("ENABLE_LIVE_WATCH", is_set=True, switch=False),
    ]
    first, second = hints(facts, NAMES.get)
    assert "ADMIN_ROLE_IDS" in first
    assert "ENABLE_LIVE_WATCH" in second
