//! Real peers: TLS with HTTP/2 and without, authorities, and proxies.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod common;
#[path = "common/peers.rs"]
mod peers;

use std::fs;
use std::path::Path;
#[cfg(target_os = "linux")]
use std::process::Command;

use common::*;
use hyper::Version;
use peers::{Authority, Proxy, TlsEndpoint};

const BOTH: &[&str] = &["h2", "http/1.1"];
/// What a run may find in its environment.
const VARIABLES: [&str; 7] =
    ["HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "https_proxy", "all_proxy", "no_proxy", "SSL_CERT_DIR"];

/// Twenty events in requests of five, with these variables and no others.
fn send(url: &str, folder: &Path, variables: &[(&str, &str)], options: &[&str]) -> Ended {
    write_events(&folder.join("a"), 0..20);
    let arguments = ["a", "--chunk-events", "5", "--start-over", "true", "--max-retries", "0"];
    let mut command = command(url, &[&arguments, options].concat(), folder);
    for name in VARIABLES {
        command.env_remove(name);
    }
    Ended::of(&command.env_remove("SSL_CERT_FILE").envs(variables.iter().copied()).output().unwrap())
}

fn all() -> Vec<usize> {
    (0..20).collect()
}

/// The one line that says why nothing was sent; there are no dead letters.
fn reason(ended: &Ended, folder: &Path) -> String {
    assert!(!folder.join("a.dead-letter.ndjson").exists(), "{}", ended.text);
    assert_eq!(ended.row("arrived").unwrap_or("0"), "0", "{}", ended.text);
    ended.text.lines().last().unwrap().to_owned()
}

/// A folder with the certificate of an authority.
fn authority() -> (Authority, tempfile::TempDir) {
    let (authority, folder) = (Authority::new(), tempfile::tempdir().unwrap());
    fs::create_dir(folder.path().join("certificates")).unwrap();
    fs::write(folder.path().join("certificates/own.pem"), &authority.pem).unwrap();
    (authority, folder)
}

const OWN: (&str, &str) = ("SSL_CERT_FILE", "certificates/own.pem");

#[test]
fn http_2_where_the_endpoint_speaks_it() {
    let (authority, folder) = authority();
    for (protocols, version) in [
        (BOTH, Version::HTTP_2),
        (&["http/1.1", "h2"], Version::HTTP_11),
        (&["http/1.1"], Version::HTTP_11),
        (&[], Version::HTTP_11),
    ] {
        let endpoint = TlsEndpoint::new(authority.certify("127.0.0.1", 2100), protocols);
        let ended = send(&format!("https://127.0.0.1:{}", endpoint.port), folder.path(), &[OWN], &[]);
        assert_eq!((ended.status, endpoint.identities()), (Some(0), all()), "{protocols:?}: {}", ended.text);
        assert!(endpoint.taken.lock().unwrap().iter().all(|(used, _)| *used == version), "{protocols:?}");
    }
}

#[test]
fn an_authority_is_trusted_if_it_is_named_and_no_other_is() {
    let (authority, folder) = authority();
    let endpoint = TlsEndpoint::new(authority.certify("127.0.0.1", 2100), BOTH);
    let url = format!("https://127.0.0.1:{}", endpoint.port);
    let other = Authority::new();
    fs::write(folder.path().join("other.pem"), &other.pem).unwrap();
    fs::write(folder.path().join("none.pem"), "none").unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    let own = "certificates/own.pem";
    for (variables, options) in [
        (&[OWN][..], &[][..]),
        (&[("SSL_CERT_DIR", "certificates")], &[]),
        (&[("SSL_CERT_FILE", "other.pem"), ("SSL_CERT_DIR", "certificates")], &[]),
        (&[("SSL_CERT_FILE", "other.pem")], &["--ca-bundle", own]),
    ] {
        endpoint.taken.lock().unwrap().clear();
        let ended = send(&url, folder.path(), variables, options);
        assert_eq!((ended.status, endpoint.identities()), (Some(0), all()), "{variables:?}: {}", ended.text);
    }
    endpoint.taken.lock().unwrap().clear();
    let missing = format!("cannot read 'missing.pem': {}", not_found());
    for (variables, options, status, part) in [
        // The authorities of this machine do not know it.
        (&[][..], &[][..], 1, "its certificate is not trusted; see --ca-bundle"),
        (&[("SSL_CERT_FILE", "other.pem")], &[], 1, "its certificate is not trusted; see --ca-bundle"),
        (&[OWN], &["--ca-bundle", "other.pem"], 1, "its certificate is not trusted; see --ca-bundle"),
        (&[("SSL_CERT_FILE", "missing.pem")], &[], 2, &format!("SSL_CERT_FILE: {missing}")),
        (&[("SSL_CERT_FILE", "none.pem")], &[], 2, "SSL_CERT_FILE: 'none.pem' contains no certificates"),
        (&[("SSL_CERT_DIR", "missing")], &[], 2, "SSL_CERT_DIR: 'missing' contains no certificates"),
        (&[("SSL_CERT_DIR", "empty")], &[], 2, "SSL_CERT_DIR: 'empty' contains no certificates"),
        (&[OWN], &["--ca-bundle", "missing.pem"], 2, &missing),
    ] {
        let ended = send(&url, folder.path(), variables, options);
        let reason = reason(&ended, folder.path());
        assert!(ended.status == Some(status) && reason.contains(part), "{variables:?}: {}", ended.text);
    }
    assert!(endpoint.identities().is_empty());
}

/// Where nobody may mount, it shows nothing.
#[test]
#[cfg(target_os = "linux")]
fn the_authorities_of_this_machine_are_read() {
    let store = Path::new("/etc/ssl/certs/ca-certificates.crt");
    let may_mount = Command::new("unshare").args(["-rm", "true"]).output().is_ok_and(|made| made.status.success());
    if !store.exists() || !may_mount {
        return;
    }
    let (authority, folder) = authority();
    let endpoint = TlsEndpoint::new(authority.certify("127.0.0.1", 2100), BOTH);
    write_events(&folder.path().join("a"), 0..20);
    let script = r#"mount --bind certificates/own.pem "$0" && exec "$@""#;
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", script]).arg(store).arg(program()).current_dir(folder.path());
    command.arg(format!("https://127.0.0.1:{}", endpoint.port)).arg("a");
    let output = command.env_remove("SSL_CERT_FILE").env_remove("SSL_CERT_DIR").output().unwrap();
    assert_eq!(endpoint.identities(), all(), "{}", Ended::of(&output).text);
}

#[test]
fn a_certificate_that_will_not_do_is_told_by_its_fault() {
    let (authority, folder) = authority();
    for (name, last_year, part) in [
        ("another.test", 2100, "its certificate is for another name; check --endpoint"),
        ("127.0.0.1", 2001, "its certificate has expired"),
    ] {
        let endpoint = TlsEndpoint::new(authority.certify(name, last_year), BOTH);
        for options in [&[][..], &["--ca-bundle", "certificates/own.pem"]] {
            let url = format!("https://127.0.0.1:{}", endpoint.port);
            let ended = send(&url, folder.path(), &[OWN], options);
            let reason = reason(&ended, folder.path());
            assert!(ended.status == Some(1) && reason.contains(part), "{name}: {}", ended.text);
            assert!(reason.contains("run the same command again"), "{reason}");
        }
        assert!(endpoint.identities().is_empty());
    }
}

#[test]
fn a_proxy_leads_to_the_endpoint() {
    let (authority, folder) = authority();
    let password = Some("me:a secret");
    for (name, host, protocols) in [("far.test", "far.test", BOTH), ("192.0.2.1", "192.0.2.1", &["http/1.1"])] {
        let endpoint = TlsEndpoint::new(authority.certify(name, 2100), protocols);
        for (variable, scheme, is_socks, login, password) in [
            ("HTTPS_PROXY", "http://", false, "", None),
            ("https_proxy", "", false, "", None),
            ("ALL_PROXY", "http://", false, "me:a%20secret@", password),
            ("ALL_PROXY", "socks5h://", true, "", None),
            ("HTTPS_PROXY", "socks5h://", true, "me:a%20secret@", password),
            ("all_proxy", "socks5://", true, "", None),
        ] {
            if scheme == "socks5://" && name == "far.test" {
                // This machine would have to know the name.
                continue;
            }
            endpoint.taken.lock().unwrap().clear();
            let proxy = Proxy::new(is_socks, password, endpoint.port);
            let value = format!("{scheme}{login}127.0.0.1:{}", proxy.port);
            let ended = send(&format!("https://{host}"), folder.path(), &[OWN, (variable, &value)], &[]);
            assert_eq!((ended.status, endpoint.identities()), (Some(0), all()), "{value}: {}", ended.text);
            let asked = proxy.asked();
            assert!(!asked.is_empty() && asked.iter().all(|asked| *asked == format!("{host}:443")), "{asked:?}");
        }
    }
}

#[test]
fn a_proxy_that_refuses_is_told_without_its_password() {
    let (authority, folder) = authority();
    let endpoint = TlsEndpoint::new(authority.certify("far.test", 2100), BOTH);
    for (scheme, is_socks) in [("http", false), ("socks5h", true)] {
        let proxy = Proxy::new(is_socks, Some("me:right"), endpoint.port);
        for login in ["me:wrong@", ""] {
            let value = format!("{scheme}://{login}127.0.0.1:{}", proxy.port);
            let ended = send("https://far.test", folder.path(), &[OWN, ("HTTPS_PROXY", &value)], &[]);
            let reason = reason(&ended, folder.path());
            let part = "the proxy asks for a password; check the variable HTTPS_PROXY or ALL_PROXY";
            assert!(ended.status == Some(1) && reason.contains(part), "{value}: {}", ended.text);
            assert!(!ended.text.contains("wrong"), "{}", ended.text);
        }
        let closed = format!("{scheme}://127.0.0.1:9");
        let ended = send("https://far.test", folder.path(), &[OWN, ("ALL_PROXY", &closed)], &[]);
        assert!(reason(&ended, folder.path()).contains("the endpoint cannot be reached"), "{}", ended.text);
    }
    assert!(endpoint.identities().is_empty());
}

#[test]
fn what_no_proxy_names_takes_none() {
    let (authority, folder) = authority();
    for (name, host, exceptions, is_direct) in [
        ("fd00::1", "[fd00::1]", "fd00::1", true),
        ("fd00::1", "[fd00::1]", "10.0.0.0/8, fd00::/8", true),
        ("fd00::1", "[fd00::1]", "fe80::/10,fd00::2,::1", false),
        ("192.0.2.1", "192.0.2.1", "192.0.2.0/24", true),
        ("192.0.2.1", "192.0.2.1", "192.0.3.0/24,::/0", false),
        ("a.far.test", "a.far.test", ".far.test", true),
        ("a.far.test", "a.far.test", "far.test", true),
        ("a.far.test", "a.far.test", "r.test,b.far.test", false),
        ("a.far.test", "a.far.test", "*", true),
    ] {
        let endpoint = TlsEndpoint::new(authority.certify(name, 2100), BOTH);
        let proxy = Proxy::new(false, None, endpoint.port);
        let value = format!("http://127.0.0.1:{}", proxy.port);
        for variable in ["NO_PROXY", "no_proxy"] {
            endpoint.taken.lock().unwrap().clear();
            proxy.asked.lock().unwrap().clear();
            let variables = [OWN, ("HTTPS_PROXY", &value), (variable, exceptions)];
            let ended = send(&format!("https://{host}"), folder.path(), &variables, &["--timeout", "0.3"]);
            assert_eq!(proxy.asked().is_empty(), is_direct, "{exceptions}: {}", ended.text);
            // Behind a proxy, the HTTP client takes no certificate of an address of IPv6.
            let is_reached = !is_direct && !host.starts_with('[');
            assert_eq!(
                (endpoint.identities().len(), ended.status),
                if is_reached { (20, Some(0)) } else { (0, Some(1)) }
            );
        }
    }
    // What is for this machine takes none either.
    let endpoint = Endpoint::new(|_| OK);
    let proxy = Proxy::new(false, None, 9);
    let ended =
        send(&endpoint.url(), folder.path(), &[("ALL_PROXY", &format!("http://127.0.0.1:{}", proxy.port))], &[]);
    assert_eq!((ended.status, endpoint.taken(), proxy.asked().is_empty()), (Some(0), all(), true), "{}", ended.text);
}
