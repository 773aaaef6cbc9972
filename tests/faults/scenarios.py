"""The commands that are disturbed, each in a folder with what it needs and with an earlier result."""

import shutil
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
GAME = "tiny.json"

ONE_THREAD = ("--threads", "1")
EVALUATION = ("--rollouts", "2", "--horizon", "5", *ONE_THREAD)
BRIEF = ("--seeds", "2", *EVALUATION)
TRAIN = ("train", GAME, "--k", "1", "--restarts", "1", *BRIEF)
EARLIER = (*TRAIN, "--out", "run")
CONTINUOUS = ("--alternations", "1", "--episodes", "2", "--episode-steps", "3", "--updates", "1")


@dataclass(frozen=True)
class Scenario:
    """A command, what is run before it in the same folder, and how an end cut short is made good."""

    name: str
    command: tuple
    before: tuple = ()
    # A folder that is resumed by `train --resume` as soon as it has this file; otherwise the same command runs again.
    resumed: str = ""
    # Files whose pictures or tables show times.
    timed: tuple = ()

    def again(self, folder):
        path = Path(self.resumed)
        return ("train", "--resume", str(path.parent), *ONE_THREAD) if self.resumed and (folder / path).exists() else self.command

    def prepare(self, program, folder):
        folder.mkdir(parents=True)
        shutil.copy(HERE / GAME, folder)
        for command in self.before:
            code, said = program.run(command, folder)
            if code != 0:
                raise SystemExit(f"{self.name}: {' '.join(command)} failed:\n{said}")


COMMANDS = (
    Scenario("train", (*TRAIN, "--out", "new"), (EARLIER,), resumed="new/run.json"),
    Scenario("train --memory", (*TRAIN, "--memory", "filter", "--out", "new"), (EARLIER,), resumed="new/run.json"),
    Scenario(
        "train, continuous",
        ("train", "warehouse-continuous", "--k", "1", "--agents", "4", *CONTINUOUS, *BRIEF, "--out", "new"),
        resumed="new/run.json",
    ),
    Scenario(
        "sweep",
        ("sweep", GAME, "--k", "1,2", "--seeds", "1", "--restarts", "1", "--evaluation-seeds", "2", *EVALUATION, "--out", "swept"),
        (EARLIER,),
    ),
    Scenario(
        "reproduce",
        ("reproduce", "warehouse", "--as", "released", "--k", "1", "--rollouts", "1", "--seeds", "2", *ONE_THREAD, "--out", "repeated"),
        timed=("report.html", "training-time-per-k.vl.json"),
    ),
    Scenario("log", ("log", GAME, "--k", "1", "--steps", "200", "--out", "log.csv"), (EARLIER,)),
    Scenario(
        "learn",
        ("learn", "log.csv", *ONE_THREAD, "--out", "learned"),
        (("log", GAME, "--k", "1", "--steps", "200", "--out", "log.csv"),),
        resumed="learned/checkpoint.json",
    ),
    Scenario("simulate", ("simulate", "run", *BRIEF, "--trace", "episode.csv"), (EARLIER,)),
    Scenario(
        "certify",
        ("certify", "run", "--witness", *ONE_THREAD),
        (EARLIER, ("certify", "run", "--accuracy", "0.01", "--witness", *ONE_THREAD)),
    ),
    Scenario("report", ("report", "run"), (EARLIER, ("report", "run"), ("certify", "run", *ONE_THREAD))),
    Scenario("export --onnx", ("export", "run", "--onnx", "--out", "models"), (EARLIER,)),
    Scenario("export --npz", ("export", "run", "--npz", "--out", "run"), (EARLIER, ("export", "run", "--npz", "--out", "run"))),
)
