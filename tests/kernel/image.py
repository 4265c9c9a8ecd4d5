"""What the guest boots: the distribution's own kernel, its modules for USB serial ports, busybox, and
the programs under test with the libraries they need. Nothing is installed and nothing needs root."""

import lzma
import os
import re
import shutil
import subprocess
import tarfile

WANTED = ("xhci_pci", "option", "ftdi_sio")
FOLDERS = ("drivers/usb/common/", "drivers/usb/core/", "drivers/usb/host/", "drivers/usb/serial/")
ACCOUNTS = {
    # anna may not use serial ports, bert may
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nanna:x:1000:1000::/home/anna:/bin/sh\n"
                  "bert:x:1001:20::/home/bert:/bin/sh\n",
    "etc/group": "root:x:0:\ndialout:x:20:\nanna:x:1000:\n",
    "etc/shells": "/bin/sh\n",
}
TERMINFO = ("/lib/terminfo/v/vt100", "/usr/share/terminfo/v/vt100", "/etc/terminfo/v/vt100")


class Missing(Exception):
    """Something that the guest needs cannot be had here."""


# --- kernel -----------------------------------------------------------------------------------------

def kernel_package(cache, deps):
    """The .deb of the distribution's kernel, downloaded through deps.sh once."""
    here = os.path.join(cache, "package")
    os.makedirs(here, exist_ok=True)
    if not packages(here):
        done = subprocess.run(["sh", deps, "download-kernel", here], capture_output=True, text=True)
        if done.returncode or not packages(here):
            raise Missing("no kernel package: " + (done.stderr or done.stdout).strip()[-200:])
    return os.path.join(here, packages(here)[-1])


def packages(folder):
    return sorted(n for n in os.listdir(folder) if n.endswith(".deb"))


def wanted_member(name):
    if re.match(r"\./boot/vmlinuz-", name):
        return "vmlinuz"
    match = re.search(r"/kernel/(.*/)([^/]+)\.ko(\.xz)?$", name)
    if match and match[1] in FOLDERS:
        return "modules/" + match[2].replace("-", "_") + ".ko"
    return None


def unpack_kernel(package, out):
    """vmlinuz and the modules of FOLDERS, uncompressed."""
    mark = os.path.join(out, os.path.basename(package) + ".unpacked")
    if os.path.exists(mark):
        return
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(os.path.join(out, "modules"))
    dpkg = subprocess.Popen(["dpkg", "--fsys-tarfile", package], stdout=subprocess.PIPE)
    with dpkg, tarfile.open(fileobj=dpkg.stdout, mode="r|") as tar:
        for member in tar:
            name = wanted_member(member.name)
            if not name:
                continue
            data = tar.extractfile(member).read()
            with open(os.path.join(out, name), "wb") as f:
                f.write(lzma.decompress(data) if member.name.endswith(".xz") else data)
    if dpkg.returncode or not os.path.exists(os.path.join(out, "vmlinuz")):
        raise Missing(f"{os.path.basename(package)} holds no kernel")
    unwrap(os.path.join(out, "vmlinuz"), os.path.join(out, "vmlinux"))
    with open(mark, "w"):
        pass


def unwrap(packed, out):
    """The ELF file inside, where it is packed with xz: it boots in half the time. QEMU takes both."""
    with open(packed, "rb") as f:
        data = f.read()
    at = -1
    while (at := data.find(b"\xfd7zXZ\0", at + 1)) >= 0:
        try:
            elf = lzma.LZMADecompressor().decompress(data[at:])
        except lzma.LZMAError:
            continue
        if elf.startswith(b"\x7fELF"):
            with open(out, "wb") as f:
                f.write(elf)
            return


def module_order(folder):
    """WANTED and what they need, each behind what it needs itself."""
    order = []

    def take(name):
        path = os.path.join(folder, name + ".ko")
        if name in order or not os.path.exists(path):
            return                          # built in
        with open(path, "rb") as f:
            depends = re.search(rb"\0depends=([^\0]*)", f.read())
        for other in (depends[1].decode().split(",") if depends and depends[1] else []):
            take(other.replace("-", "_"))
        order.append(name)

    for name in WANTED:
        take(name)
    if "option" not in order:
        raise Missing("this kernel has no module for USB serial ports")
    return order


# --- initramfs --------------------------------------------------------------------------------------

class Archive:
    """cpio, the newc form that the kernel unpacks."""

    def __init__(self):
        self.bytes, self.names = bytearray(), set()

    def add(self, name, data, mode):
        if name in self.names:
            return
        self.names.add(name)
        parent = os.path.dirname(name)
        if parent:
            self.add(parent, b"", 0o040755)
        numbers = [len(self.names), mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
        head = b"070701" + b"".join(b"%08x" % n for n in numbers) + name.encode() + b"\0"
        self.bytes += head.ljust(-len(head) % 4 + len(head), b"\0")
        self.bytes += data.ljust(-len(data) % 4 + len(data), b"\0")

    def copy(self, path, name=None, mode=0o100755):
        with open(path, "rb") as f:
            self.add((name or path).lstrip("/"), f.read(), mode)

    def finish(self):
        self.add("TRAILER!!!", b"", 0)
        return bytes(self.bytes)


def libraries(program):
    told = subprocess.run(["ldd", program], capture_output=True, text=True).stdout
    return re.findall(r"(/\S+)", told)


def initramfs(kernel, programs, out):
    archive = Archive()
    here = os.path.dirname(os.path.abspath(__file__))
    busybox = shutil.which("busybox", path="/bin:/usr/bin")
    if not busybox or libraries(busybox):
        raise Missing("no static busybox")
    archive.copy(os.path.join(here, "init"), "init")
    archive.copy(busybox, "bin/busybox")
    for name, path in programs.items():
        archive.copy(path, "usr/bin/" + name)
        for library in libraries(path):
            archive.copy(library)
    order = module_order(os.path.join(kernel, "modules"))
    for name in order:
        archive.copy(os.path.join(kernel, "modules", name + ".ko"), f"modules/{name}.ko", 0o100644)
    archive.add("modules/order", "".join(f"{n}.ko\n" for n in order).encode(), 0o100644)
    for name, text in ACCOUNTS.items():
        archive.add(name, text.encode(), 0o100644)
    for path in filter(os.path.exists, TERMINFO):
        archive.copy(path, "lib/terminfo/v/vt100", 0o100644)
        break
    with open(out, "wb") as f:
        f.write(archive.finish())


def build(cache, programs, deps):
    """Paths of kernel and initramfs, and the kernel's version in words."""
    package = kernel_package(cache, deps)
    kernel = os.path.join(cache, "kernel")
    unpack_kernel(package, kernel)
    image = os.path.join(cache, "initramfs")
    initramfs(kernel, programs, image)
    elf = os.path.join(kernel, "vmlinux")
    return (elf if os.path.exists(elf) else os.path.join(kernel, "vmlinuz"), image,
            os.path.basename(package).split("_")[0])
