"""The size that tests share, so that its program is compiled once."""

SMALL = {
    "client.staff": 12,
    "client.departments": 3,
    "vendor.teams": 3,
    "leaders.count": 2,
    "vendor.candidates": 3,
    "weeks": 40,
}
