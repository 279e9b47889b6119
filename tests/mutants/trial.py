# SPDX-License-Identifier: BSD-2-Clause
"""Builds the kernel with one fault and lets the tests look for it: only what the fault changes is
compiled, beside the objects of the sound kernel, which every trial shares."""
import json
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import threading

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "tests", "driver"))
from board import Board  # noqa: E402
from machine import boot  # noqa: E402
from tap import Tap  # noqa: E402

NOT_COMPILED, SAME, CAUGHT_HOST, CAUGHT_BOARD, SURVIVED, EQUIVALENT = (
    "not compiled", "same kernel", "caught by host tests", "caught by conformance", "survived",
    "equivalent")

HOST, BOARD, BOARD_NAME = "build/mutants/host", "build/mutants/board", "x86_64_pc"
LONGEST = 300  # seconds that anything takes on a host that does other things, too
SHIFT = 1  # instructions count as time: tests/driver/drive.py
FAILURE = re.compile(rb"^not ok ", re.MULTILINE)
MEMORY = 2 << 30

# The host tests in three runs: what takes longer than all others together comes later, and only
# where the fault is something that it can see.
MOST_TESTS, EXPLORER, PORT_TESTS = "-IoModel.*:CoreExplorer.*", "CoreExplorer.*", "IoModel.*"
PORT_PATHS = ("kernel/generic/io/", "kernel/generic/memory/kernel_memory.cpp")
UNEXPLORED_PATHS = ("kernel/generic/boot/", "kernel/generic/io/", "kernel/generic/memory/")


def runs_for(path):
    """The runs of host tests that look at a fault in this file."""
    yield MOST_TESTS
    if not path.startswith(UNEXPLORED_PATHS):
        yield EXPLORER
    if path.endswith(".h") or path.startswith(PORT_PATHS):
        yield PORT_TESTS


class NotCompiled(Exception):
    """The fault is none that a compiler lets pass."""


def limited(seconds):
    """In the child. A loop without end is known by the time that it computes: that does not depend
    on what else the host does."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def computed():
    """Seconds that ended children computed."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Runner:
    """Starts processes, of which stop() ends all."""

    def __init__(self):
        self.lock = threading.Lock()
        self.running = set()
        self.stopped = False

    def run(self, command, limit, log, **more):
        """Its status; None when it took too long."""
        with open(os.path.join(ROOT, log), "wb") as out, self.lock:
            if self.stopped:
                raise KeyboardInterrupt
            process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out,
                                       stderr=subprocess.STDOUT, start_new_session=True, **more)
            self.running.add(process)
        try:
            status = process.wait(limit)
        except subprocess.TimeoutExpired:
            self.kill(process)
            process.wait()
            status = None
        with self.lock:
            self.running.discard(process)
            if self.stopped:
                raise KeyboardInterrupt
        return status

    @staticmethod
    def kill(process):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            process.kill()  # it leads no group, or has ended

    def stop(self):
        with self.lock:
            self.stopped = True
            for process in set(self.running):
                self.kill(process)


class FirstFailure:
    """Beside a machine: ends it as soon as a case of the suite failed, it computed for too long, or
    the runner is stopped."""

    def __init__(self, runner, seconds):
        self.runner = runner
        self.seconds = seconds
        self.process = None
        self.seen = False

    def options(self):
        return []

    def start(self, process):
        self.process = process
        self.runner.running.add(process)
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (self.seconds, self.seconds))

    def heard(self, said):
        if not self.seen and FAILURE.search(said):
            self.seen = True
            self.process.kill()

    def stop(self):
        self.runner.running.discard(self.process)

    def problems(self):
        return ["a case failed"] if self.seen else []


class Objects:
    """What make built in a folder: the command of each object, and the files it depends on."""

    def __init__(self, folder):
        self.folder = folder
        self.commands, self.sources = {}, {}
        for place, _, names in os.walk(os.path.join(ROOT, folder)):
            for name in names:
                if name.endswith(".cpp.o.json"):
                    self.read(os.path.relpath(os.path.join(place, name), ROOT)[:-len(".json")])

    def read(self, made):
        with open(os.path.join(ROOT, made + ".json"), encoding="utf-8") as source:
            self.commands[made] = shlex.split(json.load(source)["command"])
        with open(os.path.join(ROOT, made[:-len(".o")] + ".d"), encoding="utf-8") as source:
            self.sources[made] = set(source.read().replace("\\\n", " ").split())

    def dependents(self, path):
        return sorted(made for made, sources in self.sources.items() if path in sources)


class Workshop:
    """Where one worker builds and tries mutants."""

    def __init__(self, number, host, board, runner):
        self.folder = f"build/mutants/worker{number}"
        self.overlay = f"{self.folder}/overlay"
        self.host, self.board, self.runner = host, board, runner
        self.limits = {}      # seconds of each run of tests
        self.computed = {}    # seconds of the last one
        self.runs = (MOST_TESTS, EXPLORER, PORT_TESTS)
        os.makedirs(os.path.join(ROOT, self.folder), exist_ok=True)
        for name in (".config", "conformance.cpio"):
            link = os.path.join(ROOT, self.folder, name)
            if not os.path.lexists(link):
                os.symlink(os.path.join(ROOT, BOARD, name), link)

    # ---- compiling -----------------------------------------------------------------------------

    def file(self, name):
        """A new file of this worker, its folder made."""
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(os.path.join(ROOT, path)), exist_ok=True)
        return path

    def place(self, fault, text):
        """Writes the changed file where compilers look before they look at the sound one."""
        shutil.rmtree(os.path.join(ROOT, self.overlay), ignore_errors=True)
        with open(os.path.join(ROOT, self.file(f"overlay/{fault.path}")), "w",
                  encoding="utf-8") as out:
            out.write(fault.apply(text))

    def compile(self, objects, made, source, more=()):
        """One object; the path of the new one."""
        new = self.file(os.path.join("objects", made))
        command = list(objects.commands[made])
        changed = os.path.join(self.overlay, source)
        if os.path.exists(os.path.join(ROOT, changed)):
            source = changed
        command[command.index("-o") + 1], command[-1] = new, source
        at = next(number for number, word in enumerate(command) if word == "-I")
        command[at:at] = ["-I", f"{self.overlay}/kernel", "-w", "-g0", *more,
                          f"-ffile-prefix-map={self.overlay}/="]
        if self.runner.run(command, LONGEST, self.file("compiler.log")) != 0:
            raise NotCompiled
        return new

    def compile_all(self, objects, names):
        """old object -> new object"""
        return {made: self.compile(objects, made, made[len(objects.folder) + 1:-len(".o")])
                for made in names}

    # ---- host tests ----------------------------------------------------------------------------

    def host_test(self, new, first=()):
        """True when the tests fail with these objects in place of others. Of an inline function the
        linker takes the first it meets: the new ones."""
        program = self.file("unit_tests")
        objects = [*first, *new.values(), *(made for made in self.host.commands if made not in new)]
        link = ["g++", "-fuse-ld=gold", "-o", program, *objects, "-lgtest", "-lgtest_main",
                "-pthread"]
        if self.runner.run(link, LONGEST, self.file("linker.log")) != 0:
            raise NotCompiled
        return any(self.fails(program, tests) for tests in self.runs)

    def fails(self, program, tests):
        seconds = self.limits.get(tests, LONGEST)
        begin = computed()
        status = self.runner.run([program, "--gtest_fail_fast", "--gtest_brief=1",
                                  f"--gtest_filter={tests}"], LONGEST,
                                 self.file("unit.log"), preexec_fn=lambda: limited(seconds))
        self.computed[tests] = computed() - begin
        return status != 0

    def inline_test(self, fault):
        """The quick look at a fault in an inline function: the header alone, with all that is
        inline in it, is compiled; other objects call that."""
        sample = next(iter(self.host.dependents(fault.path)))
        source = self.file("header.cpp")
        with open(os.path.join(ROOT, source), "w", encoding="utf-8") as out:
            out.write(f'#include "{fault.path[len("kernel/"):]}"\n')
        new = self.compile(self.host, sample, source, ["-fkeep-inline-functions"])
        kept = self.file("header.o")
        os.replace(os.path.join(ROOT, new), os.path.join(ROOT, kept))
        return self.host_test({}, [kept])

    def try_host(self, fault):
        """True when the host tests fail. Tests are compiled again only if they pass otherwise."""
        dependents = self.host.dependents(fault.path)
        if not dependents:
            return False
        header = fault.path.endswith(".h")
        if header and fault.code and self.inline_test(fault):
            return True
        if header and fault.code:
            dependents = [made for made in dependents if "/kernel/" in made]
        return self.host_test(self.compile_all(self.host, dependents))

    def try_tests_anew(self, fault):
        """With the tests compiled against the changed header, too."""
        dependents = self.host.dependents(fault.path)
        new = self.compile_all(self.host, dependents)
        return any("/tests/" in made for made in dependents) and self.host_test(new)

    # ---- the board -----------------------------------------------------------------------------

    def link_board(self, new):
        """The kernel without its table of symbols, stripped: two that do the same are the same."""
        with open(os.path.join(ROOT, BOARD, "kernel.ldflags"), encoding="utf-8") as source:
            command = [new.get(word, word) for word in shlex.split(source.read())]
        kernel = self.file("kernel.elf")
        library = subprocess.run(["g++", "-print-libgcc-file-name"], capture_output=True, text=True,
                                 check=True).stdout.strip()
        command += ["-s", "-o", kernel, f"{BOARD}/ksyms_empty.o", library]
        if self.runner.run(command, LONGEST, self.file("linker.log")) != 0:
            raise NotCompiled
        with open(os.path.join(ROOT, kernel), "rb") as source:
            return source.read()

    def board_test(self):
        """True when the suite does not run to its end, or a case fails."""
        board = Board(BOARD_NAME, os.path.join(ROOT, self.folder))
        begin = computed()
        guard = FirstFailure(self.runner, self.limits.get("board", LONGEST))
        run = boot(board, "conformance", LONGEST, board.file("conformance.log"),
                   icount=SHIFT, beside=[guard])
        self.computed["board"] = computed() - begin
        if self.runner.stopped:
            raise KeyboardInterrupt
        tap = Tap(run.lines)
        return bool(run.problems or tap.problems or tap.counts().failed)

    # ---- the whole -----------------------------------------------------------------------------

    def prove_sound(self):
        """Without a fault all must pass; what that takes tells when a mutant hangs."""
        if self.host_test({}):
            raise SystemExit("mutants: the host tests fail without a fault")
        sound = self.link_board({})
        if self.board_test():
            raise SystemExit("mutants: the conformance suite fails without a fault")
        return sound, {what: int(5 + 2 * seconds) for what, seconds in self.computed.items()}

    def judge(self, fault, text, sound):
        """What became of the mutant."""
        self.place(fault, text)
        self.runs = tuple(runs_for(fault.path))
        try:
            if self.try_host(fault):
                return CAUGHT_HOST
            kernel = self.link_board(self.compile_all(self.board,
                                                      self.board.dependents(fault.path)))
            on_board = kernel != sound
            if on_board and self.board_test():
                return CAUGHT_BOARD
            if fault.path.endswith(".h") and self.try_tests_anew(fault):
                return CAUGHT_HOST
        except NotCompiled:
            return NOT_COMPILED
        return SURVIVED if on_board or not self.board.dependents(fault.path) else SAME
