"""Shut a process in: no network, no file, nothing but memory and the one socket that it was given.

Standard library only, because the child that opens foreign bytes imports it before anything else. Two ways, both used
where the kernel knows them:

- namespaces (unshare): a user of its own, a network without any interface, an empty folder for a root;
- seccomp: of all system calls only those that work on memory and on files that are open already.

Either alone leaves no way to the network, to the key file or to anything that could be written.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
import tempfile

_CLONE_NEWNS, _CLONE_NEWIPC, _CLONE_NEWUSER, _CLONE_NEWNET = 0x20000, 0x8000000, 0x10000000, 0x40000000
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 4, 38, 22
_SECCOMP_MODE_FILTER = 2
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 1, 0x80000000  # refused calls answer EPERM
# struct seccomp_data: number of the call, architecture, place of the instruction, arguments.
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
# Per machine: the kernel's name for it, prlimit64 (allowed for the process itself alone), and the calls by number:
# read write close fstat lseek mmap mprotect munmap brk mremap madvise pread poll recvmsg, signals, clocks, futex,
# getpid gettid getrandom sysinfo sched_yield fcntl rseq, own limits, exit.
_MACHINES: dict[str, tuple[int, int, tuple[int, ...]]] = {
    "x86_64": (
        0xC000003E,
        302,
        (
            *(0, 1, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 24, 25, 28, 35, 39, 47, 60, 72, 96, 97, 99, 131, 160),
            *(186, 202, 204, 219, 228, 230, 231, 271, 318, 334),
        ),
    ),
    "aarch64": (
        0xC00000B7,
        261,
        (
            *(25, 57, 62, 63, 64, 67, 73, 80, 93, 94, 98, 101, 113, 115, 123, 124, 128, 132, 134, 135, 139, 163, 164),
            *(169, 172, 178, 179, 212, 214, 215, 216, 222, 226, 233, 278, 293),
        ),
    ),
}


def without_network(*, may_use: tuple[str, ...] = ("namespace", "seccomp")) -> list[str]:
    """Shut this process in, as far as the kernel allows, and return by which ways; none means that it is not shut in.

    Call it once, after everything is loaded and while there is one thread.
    """
    if sys.platform != "linux":
        return []
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    ways = []
    if "namespace" in may_use and _enter_namespaces(libc):
        ways.append("namespace")
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if "seccomp" in may_use and _filter_calls(libc):
        ways.append("seccomp")
    return ways


def _enter_namespaces(libc: ctypes.CDLL) -> bool:
    home = os.open("/", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        folder = tempfile.mkdtemp(prefix="drypoint-")
        os.chdir(folder)
        os.rmdir(folder)  # noqa: PTH106 (pathlib is one more module in the child)
        if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWNS | _CLONE_NEWIPC) != 0:
            os.fchdir(home)
            return False
        # The folder is gone already: nothing can be made in it, and nothing lies in it.
        os.chroot(".")
    except OSError:
        os.fchdir(home)
        return False
    finally:
        os.close(home)
    return True


def _filter_calls(libc: ctypes.CDLL) -> bool:
    known = _MACHINES.get(platform.machine())
    if known is None or sys.maxsize < 2**32:
        return False
    program = _program(*known)
    filters = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filters", ctypes.c_void_p))

    described = Program(len(program) // 8, ctypes.addressof(filters))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(described), 0, 0) == 0)


def _program(architecture: int, own_limits: int, calls: tuple[int, ...]) -> bytes:
    """Return the filter in the kernel's language (struct sock_filter of <linux/filter.h>)."""

    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("=HBBI", code, if_true, if_false, value)

    lines = [
        step(_LOAD, _ARCHITECTURE_AT),
        step(_JUMP_IF_EQUAL, architecture, 1, 0),
        step(_RETURN, _KILL),
        step(_LOAD, _NUMBER_AT),
    ]
    for call in calls:
        lines += [step(_JUMP_IF_EQUAL, call, 0, 1), step(_RETURN, _ALLOW)]
    lines += [
        step(_JUMP_IF_EQUAL, own_limits, 0, 3),
        step(_LOAD, _FIRST_ARGUMENT_AT),
        step(_JUMP_IF_EQUAL, 0, 0, 1),
        step(_RETURN, _ALLOW),
        step(_RETURN, _REFUSE),
    ]
    return b"".join(lines)
