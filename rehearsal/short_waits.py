"""`--fast`: copies of the azurerm provider whose waits take a thirty-second of their time.

The provider sleeps for minutes after it has created roles, policies and vaults, because Azure takes that long to
distribute them. The stand-in does not. The two functions of Go that wait, `time.Sleep` and `time.NewTimer`, get a jump
to eight instructions that divide the duration. Nothing else changes, and the original file is only read. This works
for Linux on amd64 and Go 1.20 or newer.
"""

import shutil
import struct
from collections.abc import Mapping
from pathlib import Path

SHIFT = 5  # 2 to the power of 5 is 32
WAITS = (b"time.Sleep", b"time.NewTimer")
ELF64 = b"\x7fELF\x02"
AMD64 = 62
GO_1_20 = 0xFFFFFFF1  # magic number of the table of functions
CHECK = b"\x49\x3b\x66\x10"  # cmp rsp, [r14+16]: every Go function starts with it
DIVIDE = b"\x48\xc1\xf8" + bytes([SHIFT])  # sar rax, SHIFT: the duration is in rax
PADDING = b"\xcc" * 22
ROOM = len(PADDING) - 1

Section = tuple[int, int, int]  # address, offset in the file, length


def shorten(provider: Path, copy: Path) -> bool:
    """Write a copy of a provider with short waits.

    Args:
        provider: program of the provider.
        copy: file to write.

    Returns:
        False if the program has another form. Nothing is written then.
    """
    program = bytearray(provider.read_bytes())
    if program[:5] != ELF64 or struct.unpack_from("<H", program, 18)[0] != AMD64:
        return False
    found = _functions(program)
    _, at, length = _section(program, b".text")
    end = at + length
    for entry in found.values():
        jump = _jump_of(program, entry)
        room = program.find(PADDING, at, end)
        if jump is None or room < 0:
            return False
        size, target = jump
        room += 1
        _redirect(program, entry=entry, room=room, size=size, target=target)
        at = room + ROOM
    if len(found) != len(WAITS):
        return False
    copy.write_bytes(program)
    shutil.copymode(provider, copy)
    return True


def _section(program: bytearray, name: bytes) -> Section:
    """Address, offset and length of a section of an ELF file."""
    (headers,) = struct.unpack_from("<Q", program, 40)
    size, count, names = struct.unpack_from("<HHH", program, 58)

    def header(position: int) -> tuple[int, ...]:
        return struct.unpack_from("<IIQQQQ", program, headers + position * size)

    texts = header(names)[4]
    for position in range(count):
        at, _, _, address, offset, length = header(position)
        start = texts + at
        if bytes(program[start : program.index(b"\0", start)]) == name:
            return address, offset, length
    return 0, 0, 0


def _functions(program: bytearray) -> Mapping[bytes, int]:
    """Offset in the file of each function that waits, from the table that Go keeps of its functions."""
    text_address, text_offset, _ = _section(program, b".text")
    _, table, length = _section(program, b".gopclntab")
    if not length or struct.unpack_from("<I", program, table)[0] != GO_1_20:
        return {}
    count, _, text, names, _, _, _, functions = struct.unpack_from("<8Q", program, table + 8)
    found = {}
    for position in range(count):
        entry, where = struct.unpack_from("<II", program, table + functions + 8 * position)
        _, name_at = struct.unpack_from("<Ii", program, table + functions + where)
        start = table + names + name_at
        if program[start : start + 5] == b"time.":
            name = bytes(program[start : program.index(b"\0", start)])
            if name in WAITS:
                found[name] = (text or text_address) + entry - text_address + text_offset
    return found


def _jump_of(program: bytearray, entry: int) -> tuple[int, int] | None:
    """Length of a function's first two instructions, and the target of the second. None if they are other ones."""
    if program[entry : entry + 4] != CHECK:
        return None
    if program[entry + 4] == 0x76:
        return 6, entry + 6 + int(struct.unpack_from("<b", program, entry + 5)[0])
    if program[entry + 4 : entry + 6] == b"\x0f\x86":
        return 10, entry + 10 + int(struct.unpack_from("<i", program, entry + 6)[0])
    return None


def _redirect(program: bytearray, *, entry: int, room: int, size: int, target: int) -> None:
    """Move the first two instructions of a function into padding, with the division before them."""
    code = DIVIDE + CHECK
    code += b"\x0f\x86" + struct.pack("<i", target - (room + len(code) + 6))
    code += b"\xe9" + struct.pack("<i", entry + size - (room + len(code) + 5))
    program[room : room + len(code)] = code
    program[entry : entry + 5] = b"\xe9" + struct.pack("<i", room - (entry + 5))


def fast_mirror(stack: Path, *, mirror: Path) -> Path | None:
    """Make a mirror of the providers that `terraform init` has put into a stack, azurerm with short waits.

    Args:
        stack: folder of the stack, after `terraform init`.
        mirror: folder to create.

    Returns:
        Terraform's settings that use the mirror. None if azurerm has another form, and nothing can be shortened.
    """
    providers = stack / ".terraform" / "providers"
    settings = mirror / "terraform.tfrc"
    for program in sorted(providers.glob("*/*/*/*/*/*")):
        copy = mirror / program.relative_to(providers)
        if copy.exists():
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not program.name.startswith("terraform-provider-azurerm"):
            copy.symlink_to(program.resolve())
        elif not shorten(program, copy):
            return None
    settings.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n')
    return settings
