"""An Elasticsearch behind https with an authority of one's own and a key: what works, and what doctor says if not.

A node with its own security module shows that with TLS, an authority, people and roles. Keys are what it refuses: the
distribution for tests lacks the index in which it would keep them. So a proxy in front of an open node speaks TLS and
asks for the key besides, as a secured one does.
"""

import datetime
import http.client
import http.server
import ssl
import threading
import uuid
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from search.backends.base import SearchUnavailableError
from search.backends.elastic import ElasticBackend
from tests import servers

from .conftest import forget, law_article
from .test_backends import found

pytestmark = pytest.mark.elasticsearch

KEY = "bHVhdC1kZS1oaWV1Om1hdC1raGF1"
KEY_THAT_MAY_ONLY_SEARCH = "Y2hpLWRvYzpjaGktZG9j"


def _certificate(name, issuer, issuer_key, key, *, is_authority):
    begin = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + datetime.timedelta(days=10))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    )
    return builder.sign(issuer_key, hashes.SHA256())


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """(the authority's certificate, the server's certificate with its key, its key alone), as files."""
    folder = tmp_path_factory.mktemp("certificates")
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = _certificate("Ca cua chung toi", None, ca_key, ca_key, is_authority=True)
    server = _certificate("localhost", ca.subject, ca_key, key, is_authority=False)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "server.pem").write_bytes(server.public_bytes(pem) + plain)
    (folder / "certificate.pem").write_bytes(server.public_bytes(pem))
    (folder / "server.key").write_bytes(plain)
    return folder / "ca.pem", folder / "server.pem", folder / "server.key"


@pytest.fixture
def secured(elasticsearch_url, authority):
    """The address of the server behind TLS and a key."""
    behind = urlsplit(elasticsearch_url)

    class Proxy(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            key = self.headers.get("Authorization", "").removeprefix("ApiKey ")
            reads = self.command in {"GET", "HEAD"} or self.path.endswith(("_msearch", "_count", "_search"))
            if key not in {KEY, KEY_THAT_MAY_ONLY_SEARCH}:
                self.refuse(401, "security_exception", "unable to authenticate with provided credentials")
            elif key == KEY_THAT_MAY_ONLY_SEARCH and not reads:
                self.refuse(403, "security_exception", f"action [{self.path}] is unauthorized for API key")
            else:
                connection = http.client.HTTPConnection(behind.hostname, behind.port, timeout=60)
                headers = {
                    n: v for n, v in self.headers.items() if n.lower() not in {"host", "authorization"}
                }
                connection.request(self.command, self.path, body, headers)
                answer = connection.getresponse()
                self.answer(answer.status, dict(answer.getheaders()), answer.read())
                connection.close()

        def refuse(self, status, kind, reason):
            error = f'{{"error": {{"type": "{kind}", "reason": "{reason}"}}, "status": {status}}}'
            headers = {"Content-Type": "application/json", "X-Elastic-Product": "Elasticsearch"}
            self.answer(status, headers, error.encode())

        def answer(self, status, headers, body):
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = forward  # noqa: N815

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority[1])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def prefix():
    return f"test-{uuid.uuid4().hex}"


def test_with_the_authority_and_the_key_everything_works(secured, authority, prefix):
    engine = ElasticBackend(secured, prefix=prefix, api_key=KEY, ca_certs=str(authority[0]))
    assert engine.rebuild([(law_article(1, "Phù hiệu", "Xe có phù hiệu."), 1)], reload=lambda keys: []) == 1
    assert found(engine, "phù hiệu") == ["law_article:1"]
    engine.replace([law_article(2, "Phù hiệu", "Xe khác.")], version=2)
    engine.refresh()
    assert engine.status().documents == 2
    forget(engine)


@pytest.mark.parametrize(
    ("key", "has_authority", "says"),
    [
        (KEY, False, "ELASTICSEARCH_CA_CERTS"),
        ("wrong", True, "ELASTICSEARCH_API_KEY"),
        ("", True, "ELASTICSEARCH_API_KEY"),
    ],
)
def test_status_says_what_is_wrong(secured, authority, prefix, key, has_authority, says):
    engine = ElasticBackend(
        secured, prefix=prefix, api_key=key, ca_certs=str(authority[0]) if has_authority else ""
    )
    status = engine.status()
    assert not status.answers
    assert says in status.detail
    assert KEY not in status.detail
    with pytest.raises(SearchUnavailableError, match=says):
        engine.rebuild([], reload=lambda keys: [])
    engine.client.close()


def test_a_key_that_may_only_search_is_named_when_it_should_write(secured, authority, prefix):
    engine = ElasticBackend(
        secured, prefix=prefix, api_key=KEY_THAT_MAY_ONLY_SEARCH, ca_certs=str(authority[0])
    )
    with pytest.raises(SearchUnavailableError, match="forbids this to the key"):
        engine.rebuild([], reload=lambda keys: [])
    engine.client.close()


def test_an_authority_that_is_not_there_is_named(secured, prefix, tmp_path):
    with pytest.raises(SearchUnavailableError, match="ELASTICSEARCH_CA_CERTS"):
        ElasticBackend(secured, prefix=prefix, api_key=KEY, ca_certs=str(tmp_path / "none.pem"))


# ------------------------------------------------------------------ a node with its own security module

WRITES, READS = "nguoi-ghi", "nguoi-doc"
PASSWORD = "mat-khau-cua-bo-thu-nghiem"
ROLES = """
writes:
  cluster: ["monitor", "manage_index_templates"]
  indices: [{names: ["test-*"], privileges: ["all"]}]
reads:
  cluster: ["monitor"]
  indices: [{names: ["test-*"], privileges: ["read", "view_index_metadata"]}]
"""


@pytest.fixture
def locked_node(authority):
    """The address of a secured node with a place for a name and a password in it."""
    ca, _, key = authority
    people = {WRITES: (PASSWORD, "writes"), READS: (PASSWORD, "reads")}
    certificate = ca.with_name("certificate.pem")
    try:
        server = servers.start_elasticsearch(servers.Secured(certificate, key, ca, people, ROLES))
    except servers.CannotRunError as error:
        pytest.skip(str(error))
    yield server.url.replace("https://", "https://{}@")
    server.stop()


def test_a_node_that_is_really_secured(locked_node, authority, prefix):
    ca, address = str(authority[0]), locked_node.format
    writer = ElasticBackend(address(f"{WRITES}:{PASSWORD}"), prefix=prefix, ca_certs=ca)
    assert writer.rebuild([(law_article(1, "Phù hiệu", "Xe có phù hiệu."), 1)], reload=lambda keys: []) == 1
    writer.replace([law_article(2, "Phù hiệu", "Xe khác.")], version=2)
    writer.refresh()
    assert set(found(writer, "phù hiệu")) == {"law_article:1", "law_article:2"}
    assert writer.status().documents == 2

    reader = ElasticBackend(address(f"{READS}:{PASSWORD}"), prefix=prefix, ca_certs=ca)
    assert set(found(reader, "phù hiệu")) == {"law_article:1", "law_article:2"}
    assert reader.status().answers
    with pytest.raises(SearchUnavailableError, match="forbids this to the key"):
        reader.rebuild([], reload=lambda keys: [])
    with pytest.raises(SearchUnavailableError):
        reader.replace([law_article(3, "Phù hiệu", "Của ai?")], version=3)
    assert writer.status().documents == 2

    bare = address("").replace("@", "")
    for url, options, says in [
        (address(f"{WRITES}:{PASSWORD}"), {}, "ELASTICSEARCH_CA_CERTS"),
        (address(f"{WRITES}:wrong"), {"ca_certs": ca}, "ELASTICSEARCH_API_KEY"),
        (bare, {"ca_certs": ca}, "ELASTICSEARCH_API_KEY"),
        (bare, {"ca_certs": ca, "api_key": KEY}, "ELASTICSEARCH_API_KEY"),
    ]:
        engine = ElasticBackend(url, prefix=prefix, **options)
        status = engine.status()
        assert not status.answers
        assert says in status.detail
        assert PASSWORD not in status.detail
        with pytest.raises(SearchUnavailableError, match=says):
            found(engine, "phù hiệu")
        engine.client.close()
    reader.client.close()
    writer.client.close()
