"""`bench/RESULTS.md`: the table with the machine, versions and day that it was measured on."""

import os
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path

from bench.table import Row, as_markdown

RESULTS = Path(__file__).with_name("RESULTS.md")
NOTES = """\
Where ours takes longer than the bare thing on purpose:

- Before its first answer ours reads all settings and checks the key of the service account by
  arithmetic; the port is bound then, and the rest is loaded while the pages say `starting`.
- Parsing accepts several spellings, names what it can't read and prepares the sets that searches
  look into. It is done in a thread, once for each refresh.
- A press on a panel shows its own message anew, with four selects, five buttons and an embed; the
  bare one a number and a button. Of what that takes longer about half is the stand-in of Discord,
  which checks, keeps and announces a message thirty times as large. Most of the rest is discord.py,
  which reads that message three times: in the press, in Discord's answer, in the news of the edit.
  Of our own work, building the controls took 0.14 ms and takes 0.07: options are made once, and
  custom ids differ by the control alone; a press has a timer instead of a task for Discord's three
  seconds. The goal of 1.2 would need a panel with fewer controls. The rows in processor time leave
  the stand-in out; a filter's holds the results below the panel, too, which are read and shown anew
  after the reply.
- The bare crest handler returns bytes that it holds. Ours finds a kept crest by the words of the
  question; for a new one it checks the address, fetches, checks, decodes, pads and packs. A kept
  one passes the door that knows who has asked, the border that bounds each request, and is sent
  with an ETag and headers that let nothing be run: a fifth of the time more.
- Where a thousand threads are open, the longest turn is discord.py's, which makes an object of each
  at once (12 ms), and with them comes a full garbage collection now and then.
- discord.py waits five seconds before it identifies again after an invalid session.

Beside commit 1ce35ae (`make bench AGAINST=1ce35ae` writes `bench/AGAINST.md`):

- Processor time until 200 (goal 0.62; clanmatch 0.79, welcomecrew 0.76 on a quiet machine): all but
  a few milliseconds of it is importing, and every feature that came since adds its modules.
  Google's libraries come after READY only, in a thread. Of what is left aiohttp is a fifth (two TLS
  contexts with the system's certificates, which REST and gateway need), discord.py a tenth, and
  its 248 dataclasses another fifth: Python 3.11 compiles up to six functions for each. Those that
  only hold what a class works with have no methods of comparison any more (20 ms). clanmatch has
  thirty fewer of them, and eighty modules. More would need plainer classes throughout, or Python
  3.13, which compiles them in one go (`python -X importtime -c "import apps.welcomecrew.app"`).
- welcomecrew's memory (goal 0.88; 0.94): its log is read within the ten seconds, since closes
  of the time before the start must be found, and so Google's libraries are there: 10 MiB with
  requests, google-auth, cryptography and gspread, 2 of them gspread's own sign-in for people, which
  it loads unasked and offers no way around. Below that it would need another Sheets client. To read
  the log later than ten seconds after READY would meet the figure and help nobody.

## The suite's time

Measured by hand on 2 cores beside other work (load 6 to 19), where the same work twice differed by
up to 45 %; "side by side" ran at the same time. Seconds of processor are those of all processes;
the runner adopts orphans (`prctl(PR_SET_CHILD_SUBREAPER)`), which were 71 s of the second row and
which `/usr/bin/time -f '%U %S %e' make test` leaves out. In that run the machine was idle for 3 %,
so that processor time decides.

| whole suite | tests | processor | clock | failed |
| --- | ---: | ---: | ---: | ---: |
| commit 1ce35ae | 2,426 | 299 s | 556 s | 1 |
| commit a995d55, before the changes below | 4,980 | 556 s | 637 s | 4 |
| tests of the same name, each alone, at 1ce35ae | 1,653 | 239 s | | |
| … at a995d55 | 1,653 | 253 s | | |

On a quiet machine, at f680a2d: 5,421 tests take 340 s with four workers and 259 s with six, 375 s
of processor: a test with processes mostly waits.

Whether the goal is met, 0.6 of 1ce35ae for the same tests, **is not known, and not likely**: no
whole run was measured after the changes, and what follows saves too little for it.

| what, in seconds of processor | before | after |
| --- | ---: | ---: |
| `tests/sandbox` without processes, side by side | 50.2 | 13.3 |
| … to open one world (profiled): 35 pictures, 1,741 cells | 0.19 | 0.02 |
| three files of browser tests: one Chromium for all of a worker | 44.7 | 27.9 |
| `test_accessible`: axe-core read once for each page | 26.6 | 20.9 |
| reading the tests, in each worker: no look for garbage | 5.7 | 4.2 |

The third row was three runs before and is one after; two starts of pytest, 3 s, are of that.
Tried, and not to be told from chance: Chromium with one process, without zygote, without site
isolation, without its optimizing compiler or with fewer threads; a larger threshold for garbage.

Where the time went at a995d55: 163 s in the processes of 65 tests and 31 s in those tests
themselves; 112 s for the browser tests, run file by file; 180 s in 4,897 tests without either; 16 s
in reading the tests, 7 s in handing them out. Processes and browser are what is left to work on.
"""
_LIBRARIES = ("discord.py", "aiohttp", "gspread", "pillow", "prometheus-client")


def page(
    rows: list[Row], *, title: str = "Figures", command: str = "make bench", notes: str = NOTES
) -> str:
    """The whole page."""
    return (
        f"# {title}\n\n"
        f"Written by `{command}`. Ratios compare both sides within one run; the figures\n"
        "themselves depend on the machine.\n\n"
        f"{circumstances()}\n\n"
        f"{as_markdown(rows)}\n{notes and chr(10)}{notes}"
    )


def circumstances() -> str:
    """Day, machine and versions."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{date.today():%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, "  # noqa: DTZ011 - a date for people
        f"{platform.system()}, Python {platform.python_version()}; {libraries}."
    )
