# SPDX-License-Identifier: MIT
"""The machine, and the Python environment that the other engines live in."""

import os
import pathlib
import platform
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
# Flags that decide which kernels an engine takes.
FLAGS = ["avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_int8", "amx_bf16"]


def say(text):
    print(text, file=sys.stderr, flush=True)


class Environment:
    """build/compare/venv. What cannot be installed leaves its engine out, and nothing else."""

    def __init__(self, folder):
        self.folder = folder
        self.python = folder / "bin/python"

    def tool(self, name):
        return str(self.folder / "bin" / name)

    def install(self):
        if not self.python.exists():
            say(f"Making {self.folder} …")
            subprocess.run([sys.executable, "-m", "venv", self.folder], check=True)
        wanted = [line for line in (HERE / "requirements.txt").read_text().split("\n") if line and line[0] != "#"]
        present = self.versions()
        for requirement in wanted:
            name, version = requirement.split("==")
            if present.get(normal(name), "").split("+")[0] == version:
                continue
            say(f"Installing {requirement} (minutes the first time) …")
            done = subprocess.run([self.python, "-m", "pip", "install", "--quiet", requirement], capture_output=True, text=True)
            if done.returncode:
                say(f"  {requirement} cannot be installed and is left out: {last_line(done.stderr)}")

    def versions(self):
        """{"torch": "2.15.0+cu132", ...} of what is installed."""
        if not self.python.exists():
            return {}
        listed = subprocess.run([self.python, "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check"],
                                capture_output=True, text=True, check=True).stdout
        pairs = (line.split("==", 1) for line in listed.splitlines() if "==" in line)
        return {normal(name): version for name, version in pairs}

    def has(self, *names):
        present = self.versions()
        return all(normal(name) in present for name in names)


def normal(name):
    return re.sub("[-_.]+", "-", name).lower()


def last_line(text):
    lines = [line for line in text.strip().splitlines() if line.strip() and not line.startswith("[notice]")]
    return lines[-1].strip() if lines else "no message"


def machine():
    info = pathlib.Path("/proc/cpuinfo").read_text()

    def field(name):
        match = re.search(rf"^{name}\s*:\s*(.*)$", info, re.MULTILINE)
        return match[1] if match else ""

    present = set(field("flags").split())
    memory_kib = int(re.search(r"MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text())[1])
    return {"cpu": field("model name") or platform.processor() or "unknown CPU",
            "flags": [flag for flag in FLAGS if flag in present],
            "cpus": len(os.sched_getaffinity(0)),
            "memory_gb": round(memory_kib / 2**20),
            "system": f"{platform.system()} {platform.release()}"}


def warn_when_busy():
    load = os.getloadavg()[0]
    if load > 0.5:
        say(f"The load of this machine is {load:.1f}: something else is running, and every time will be too long.")
