"""`make certificates` makes a chain that Application Gateway accepts; `make cdktf` hands it to Terraform. SEC-04."""

import os
import ssl
import stat
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from conftest import BASELINE, ROOT
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from config.authority import is_ca
from config.load import load
from review.terraform import Stacks, block, only
from tools.certificates import RENEW_BEFORE, CertificateError, Files, make_certificates
from tools.ingress_variables import EXPIRY, LEAF, added, planned, variables
from tools.ingress_variables import ROOT as ROOT_VARIABLE
from tools.private_ca import Chain

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FLEET = load(BASELINE).fleet
CONFIG = FLEET.clusters[0].config
NO_CHECK_TIME = 0x200000  # OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python's ssl does not name


def make(folder: Path, *, now: datetime = NOW, renew: bool = False) -> list[str]:
    return list(make_certificates(CONFIG, files=Files.of(CONFIG, folder), renew=renew, now=now))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """What a first run makes; tests only read it."""
    folder = tmp_path_factory.mktemp("first")
    make(folder)
    return Files.of(CONFIG, folder)


@pytest.fixture
def copied(files: Files, tmp_path: Path) -> Files:
    """The same, to be changed."""
    copy = Files.of(CONFIG, tmp_path)
    copy.folder.mkdir()
    for file in files.folder.iterdir():
        (copy.folder / file.name).write_bytes(file.read_bytes())
    return copy


@pytest.fixture(scope="module")
def chain(files: Files) -> Chain:
    return Chain.read(root=files.root.read_bytes(), leaf=files.leaf.read_bytes())


@pytest.fixture(scope="module")
def backend(stacks: Stacks) -> str:
    """The name that the synthesized gateway asks its backend for."""
    gateway = only(stacks["cluster"], "azurerm_application_gateway")
    assert block(gateway["backend_http_settings"])["pick_host_name_from_backend_address"] is True
    assert block(gateway["probe"])["pick_host_name_from_backend_http_settings"] is True
    (name,) = block(gateway["backend_address_pool"])["fqdns"]
    return str(name)


def run(*command: str, config: Path = BASELINE, cwd: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """A tool as make runs it, without certificates in the environment but the ones given."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("TF_VAR_")}
    return subprocess.run(
        [sys.executable, "-m", command[0], str(config), *command[1:]],
        cwd=cwd,
        env={**settings, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'constructs'}", **given},
        capture_output=True,
        text=True,
        check=False,
    )


# --- The chain --------------------------------------------------------------------------------------------------------


def test_root_is_a_ca_that_only_signs(chain: Chain) -> None:
    """A certificate without CA: true is what Application Gateway does not trust: 502 to every request."""
    constraints = chain.root.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert constraints.value.ca is True
    assert constraints.value.path_length == 0
    usage = chain.root.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.key_cert_sign
    assert usage.value.crl_sign
    assert not usage.value.digital_signature
    assert not usage.value.key_encipherment
    chain.root.verify_directly_issued_by(chain.root)


def test_a_certificate_without_basic_constraints_is_refused_as_ca() -> None:
    """As `openssl x509 -req` makes it: no basic constraints at all."""
    key, name = generate_private_key(65537, 2048), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a root")])
    bare = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=1))
        .sign(key, SHA256())
    )
    assert not is_ca(bare)


def test_gateway_would_accept_the_backend(chain: Chain, backend: str) -> None:
    """The leaf leads to the root, for the very name that the gateway asks for, on the first day and on the last."""
    for day in (NOW, NOW + timedelta(days=364)):
        policy = PolicyBuilder().store(Store([chain.root])).time(day)
        found = policy.build_server_verifier(x509.DNSName(backend)).verify(chain.leaf, list(chain.issuers))
        assert found == [chain.leaf, chain.root]


def test_openssl_shakes_hands(files: Files, chain: Chain, backend: str) -> None:
    """OpenSSL judges for Application Gateway: the file as it is mounted, TLS 1.2, the root alone trusted."""
    server_side, client_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    server_side.load_cert_chain(files.leaf, files.leaf)
    client_side.load_verify_locations(files.root)
    client_side.verify_flags |= ssl.VerifyFlags(NO_CHECK_TIME)  # the test's day is not today
    client_side.maximum_version = ssl.TLSVersion.TLSv1_2
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = server_side.wrap_bio(to_server, to_client, server_side=True)
    client = client_side.wrap_bio(to_client, to_server, server_hostname=backend)
    for side in (client, server, client, server, client):
        with suppress(ssl.SSLWantReadError):
            side.do_handshake()
    assert client.version() == "TLSv1.2"
    assert client.getpeercert(binary_form=True) == chain.leaf.public_bytes(Encoding.DER)


def test_no_other_name_is_accepted(chain: Chain) -> None:
    policy = PolicyBuilder().store(Store([chain.root])).time(NOW)
    for other in ("bicycle.contoso.com", "aks-ingress.contoso.com", "a.b.aks-ingress.contoso.com"):
        with pytest.raises(VerificationError):
            policy.build_server_verifier(x509.DNSName(other)).verify(chain.leaf, [])


def test_leaf_is_a_server_certificate(chain: Chain) -> None:
    extensions = chain.leaf.extensions
    assert extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    usage = extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.key_encipherment
    assert not usage.key_cert_sign
    purposes = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(purposes) == [ExtendedKeyUsageOID.SERVER_AUTH]
    names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["*.aks-ingress.contoso.com"]
    authority = extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    assert authority == chain.root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest


def test_leaf_and_root_have_different_names(chain: Chain) -> None:
    """Azure page "Generate an Azure Application Gateway self-signed certificate with a custom root CA"."""
    (leaf,), (root,) = (each.subject.get_attributes_for_oid(NameOID.COMMON_NAME) for each in (chain.leaf, chain.root))
    assert (leaf.value, root.value) == ("*.aks-ingress.contoso.com", "bu0001-a0008-prod-eastus2 root")


def test_leaf_is_sent_with_its_root_and_in_order(chain: Chain) -> None:
    """Azure page "Troubleshoot backend health issues": leaf topmost, the root included."""
    assert list(chain.issuers) == [chain.root]
    assert chain.keys_match


def test_root_lasts_ten_years_and_leaf_one_year(chain: Chain) -> None:
    assert chain.root.not_valid_after_utc - NOW == timedelta(days=3650)
    assert chain.leaf.not_valid_after_utc - NOW == timedelta(days=365)
    assert chain.leaf.not_valid_before_utc < NOW, "clocks differ"
    assert chain.expiry == int((NOW + timedelta(days=365)).timestamp())


# --- The files --------------------------------------------------------------------------------------------------------


def test_keys_are_for_their_owner_only(files: Files) -> None:
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files.folder.iterdir()}
    assert modes == {"root.key": 0o600, "root.pem": 0o644, "leaf.pem": 0o600}
    assert stat.S_IMODE(files.folder.stat().st_mode) == 0o700
    holders = {file.name for file in files.folder.iterdir() if b"PRIVATE KEY" in file.read_bytes()}
    assert holders == {"root.key", "leaf.pem"}


def test_git_ignores_them() -> None:
    asked = ["git", "check-ignore", "--quiet", "certificates/bu0001-a0008-prod-eastus2/root.key"]
    done = subprocess.run(asked, cwd=ROOT, check=False, capture_output=True)
    if done.returncode == 128:
        assert "/certificates/" in (ROOT / ".gitignore").read_text().splitlines()  # no clone, but an archive of it
    else:
        assert done.returncode == 0


def test_configurations_do_not_share_a_ca(tmp_path: Path) -> None:
    others = [CONFIG.model_copy(update=each) for each in ({"environment": "dev"}, {"location": "westeurope"})]
    assert len({Files.of(config, tmp_path).folder for config in (CONFIG, *others)}) == 3


def test_a_second_run_changes_nothing(copied: Files) -> None:
    before = {file.name: file.read_bytes() for file in copied.folder.iterdir()}
    (line,) = make(copied.folder.parent, now=NOW + timedelta(days=300))
    assert {file.name: file.read_bytes() for file in copied.folder.iterdir()} == before
    assert "65 days" in line
    assert "RENEW=1" in line


@pytest.mark.parametrize("reason", ["asked for", "ends soon", "missing", "of another domain"])
def test_leaf_is_renewed_by_the_same_root(reason: str, copied: Files) -> None:
    before, root = copied.leaf.read_bytes(), copied.root.read_bytes()
    now = NOW + timedelta(days=365) - RENEW_BEFORE if reason == "ends soon" else NOW + timedelta(days=1)
    config = CONFIG
    if reason == "missing":
        copied.leaf.unlink()
    if reason == "of another domain":
        config = CONFIG.model_copy(update={"dns": CONFIG.dns.model_copy(update={"domain": "fabrikam.com"})})
    said = list(make_certificates(config, files=copied, renew=reason == "asked for", now=now))
    assert copied.root.read_bytes() == root, "the gateway trusts this one"
    assert copied.leaf.read_bytes() != before
    assert stat.S_IMODE(copied.leaf.stat().st_mode) == 0o600
    chain = Chain.read(root=root, leaf=copied.leaf.read_bytes())
    assert chain.fault(host=f"any.aks-ingress.{config.dns.domain}", now=now) is None
    assert said[-1] == 'next: make cdktf ARGS="deploy cluster bootstrap"'
    assert {file.name for file in copied.folder.iterdir()} == {"root.key", "root.pem", "leaf.pem"}


def test_leaf_ends_with_its_root(copied: Files) -> None:
    root = Chain.read(root=copied.root.read_bytes(), leaf=copied.leaf.read_bytes()).root
    make(copied.folder.parent, now=root.not_valid_after_utc - timedelta(days=10))
    leaf = Chain.read(root=copied.root.read_bytes(), leaf=copied.leaf.read_bytes()).leaf
    assert leaf.not_valid_after_utc == root.not_valid_after_utc


@pytest.mark.parametrize(
    ("lost", "says"),
    [
        ("root.key", "root.key: got nothing, need the key of root.pem"),
        ("root.pem", "root.pem: got nothing, need root.pem beside root.key"),
    ],
)
def test_a_root_without_its_key_is_refused_and_kept(lost: str, says: str, copied: Files) -> None:
    (copied.folder / lost).unlink()
    before = sorted(copied.folder.iterdir())
    with pytest.raises(CertificateError, match=says):
        make(copied.folder.parent, renew=True)
    assert sorted(copied.folder.iterdir()) == before


@pytest.mark.parametrize("content", ["", "text", "leaf"])
def test_a_key_that_does_not_fit_the_root_is_refused(content: str, copied: Files) -> None:
    copied.root_key.write_bytes(copied.leaf.read_bytes() if content == "leaf" else content.encode())
    before = copied.leaf.read_bytes()
    with pytest.raises(CertificateError, match=r"root\.key: got something else") as error:
        make(copied.folder.parent, renew=True)
    assert len(str(error.value).splitlines()) == 1
    assert copied.leaf.read_bytes() == before


def test_an_expired_root_is_refused(copied: Files) -> None:
    with pytest.raises(CertificateError, match="a root that ended on 2036-11-21"):
        make(copied.folder.parent, now=NOW + timedelta(days=3651))


def test_command_prints_the_next_step(tmp_path: Path) -> None:
    done = run("tools.certificates", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) <= 5
    assert lines[-1] == 'next: make cdktf ARGS="deploy hub spoke cluster"'
    assert {file.name for file in (tmp_path / "certificates/bu0001-a0008-prod-eastus2").iterdir()} == {
        "root.key",
        "root.pem",
        "leaf.pem",
    }
    assert "PRIVATE KEY" not in done.stdout


def test_command_makes_nothing_if_the_configuration_names_a_certificate(files: Files, tmp_path: Path) -> None:
    config = own_certificate(tmp_path, files)
    done = run("tools.certificates", config=config, cwd=tmp_path)
    assert done.returncode == 0
    assert "nothing to make" in done.stdout
    assert not (tmp_path / "certificates").exists()


def test_command_refuses_a_wrong_configuration_in_one_line(tmp_path: Path) -> None:
    done = run("tools.certificates", config=tmp_path / "none.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "none.yaml" in done.stderr


def own_certificate(folder: Path, files: Files) -> Path:
    tls = {"ingress_certificate": "own", "ingress_root": files.root.read_text()}
    config = folder / "own.yaml"
    config.write_text(yaml.safe_dump({"extends": str(BASELINE), "tls": tls}))
    return config


# --- What Terraform is given ------------------------------------------------------------------------------------------


def given(files: Files, **environment: str) -> Mapping[str, str]:
    return variables(CONFIG, files=files, given=environment, now=NOW)


def test_terraform_gets_every_variable_of_the_stack(files: Files, stacks: Stacks) -> None:
    passed = given(files)
    assert {name.removeprefix("TF_VAR_") for name in passed} == set(stacks["cluster"]["variable"])
    assert passed[ROOT_VARIABLE] == files.root.read_text()
    assert passed[LEAF] == files.leaf.read_text()
    assert passed[EXPIRY] == str(int((NOW + timedelta(days=365)).timestamp()))


def test_every_renewal_changes_the_version(copied: Files) -> None:
    before = given(copied)
    make(copied.folder.parent, now=NOW + timedelta(seconds=1), renew=True)
    after = given(copied)
    assert int(after[EXPIRY]) > int(before[EXPIRY]) >= 1
    assert after[ROOT_VARIABLE] == before[ROOT_VARIABLE]


def test_pipelines_pass_certificates_as_variables(files: Files, tmp_path: Path) -> None:
    environment = {ROOT_VARIABLE: files.root.read_text(), LEAF: files.leaf.read_text()}
    assert given(Files(folder=tmp_path / "none"), **environment) == given(files)


def test_a_missing_certificate_is_one_line_that_names_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CertificateError) as caught:
        added(["deploy", "hub", "spoke", "cluster"], fleet=FLEET, given={})
    (line,) = str(caught.value).splitlines()
    assert line.startswith("certificates/bu0001-a0008-prod-eastus2: root.pem: got nothing, need it")
    assert "make certificates" in line
    assert ROOT_VARIABLE in line


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("other root", "a leaf that the root does not vouch for (candidates exhausted: signature does not match)"),
        ("leaf as root", "a root that is no CA's certificate"),
        ("other key", "a leaf whose key belongs to another certificate"),
        ("no key", "a leaf without its key"),
        ("text", "text that is no certificate"),
    ],
)
def test_certificates_that_the_gateway_would_refuse_are_refused(
    change: str, says: str, files: Files, tmp_path: Path
) -> None:
    root, leaf = files.root.read_text(), files.leaf.read_text()
    end = "-----END CERTIFICATE-----\n"
    if change == "other root":
        make(tmp_path)
        root = Files.of(CONFIG, tmp_path).root.read_text()
    elif change == "leaf as root":
        root = leaf.partition(end)[0] + end
    elif change == "other key":
        leaf = leaf.rpartition(end)[0] + end + files.root_key.read_text()
    elif change == "no key":
        leaf = leaf.rpartition(end)[0] + end
    elif change == "text":
        leaf = "text"
    with pytest.raises(CertificateError) as error:
        given(files, **{ROOT_VARIABLE: root, LEAF: leaf})
    (line,) = str(error.value).splitlines()
    assert says in line
    assert "make certificates" in line
    assert "PRIVATE" not in line


def test_an_expired_leaf_is_refused(files: Files) -> None:
    with pytest.raises(CertificateError, match="valid from 2026-11-24 to 2027-11-24"):
        variables(CONFIG, files=files, given={}, now=NOW + timedelta(days=366))


def test_a_leaf_for_another_domain_is_refused(files: Files) -> None:
    config = CONFIG.model_copy(update={"dns": CONFIG.dns.model_copy(update={"domain": "fabrikam.com"})})
    with pytest.raises(CertificateError, match="no matching subjectAltName"):
        variables(config, files=files, given={}, now=NOW)


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("cdktf deploy hub spoke cluster", True),
        ("cdktf diff cluster", True),
        ("cdktf destroy cluster --auto-approve", True),
        ("cdktf deploy *", True),
        ("cdktf diff", True),
        ("cdktf deploy hub spoke", False),
        ("cdktf deploy bootstrap", False),
        ("cdktf synth", False),
        ("cdktf output cluster", False),
    ],
)
def test_only_commands_that_plan_the_cluster_need_the_certificate(command: str, asked: bool) -> None:
    assert bool(planned(command.split(), FLEET)) is asked


def test_commands_get_the_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("tools.certificates", cwd=tmp_path)
    monkeypatch.chdir(tmp_path)
    assert set(added(["deploy", "cluster"], fleet=FLEET, given={})["cluster"]) == {ROOT_VARIABLE, LEAF, EXPIRY}


def test_commands_get_no_certificate_if_the_configuration_names_one(files: Files, tmp_path: Path) -> None:
    for config, stack in ((BASELINE, "spoke"), (own_certificate(tmp_path, files), "cluster")):
        assert added(["deploy", stack], fleet=load(config).fleet, given={}) == {}
