//! The way to the endpoint: the HTTP client with its certificates and its proxy.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use reqwest::{Client, NoProxy, Proxy, Url, redirect, retry};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::endpoint::Endpoint;
use crate::fault::Fault;
use crate::text::quoted;
use crate::trust::Named;

const PROXY_SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// Makes a client that follows no redirect, keeps no cookie and decompresses nothing. What is for this machine takes no proxy.
///
/// # Errors
/// A [`Fault`] that names the file or the variable at fault.
pub(crate) fn client(endpoint: &Endpoint, connections: usize, ca_bundle: Option<&Path>) -> Result<Client, Fault> {
    let mut builder = Client::builder()
        .tls_backend_preconfigured(tls(endpoint, ca_bundle)?)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .referer(false)
        .user_agent("netcore-aes")
        .pool_max_idle_per_host(connections)
        .http2_adaptive_window(true)
        .tcp_nodelay(true);
    let variable = |name: &str| env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    if let Some(proxy) = proxy(endpoint, variable)? {
        builder = builder.proxy(proxy);
    }
    builder.build().map_err(|_| Fault::input("the HTTP client cannot be made; check the certificates and the proxy"))
}

fn tls(endpoint: &Endpoint, ca_bundle: Option<&Path>) -> Result<ClientConfig, Fault> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions();
    let config = config.map_err(|error| Fault::input(format_args!("TLS cannot be set up: {error}")))?;
    if let Some(path) = ca_bundle {
        let named =
            Named::new(bundle(path, "--ca-bundle")?, provider).ok_or_else(|| no_certificates(path, "--ca-bundle"))?;
        let config = config.dangerous().with_custom_certificate_verifier(Arc::new(named));
        return Ok(spoken(config.with_no_client_auth()));
    }
    #[cfg(any(windows, target_vendor = "apple"))]
    if endpoint.is_encrypted() && !["SSL_CERT_FILE", "SSL_CERT_DIR"].into_iter().any(|name| variable(name).is_some()) {
        use rustls_platform_verifier::BuilderVerifierExt as _;
        // The system itself judges: it knows more authorities than it lists, and what it was told of them.
        let config = config.with_platform_verifier();
        let config = config.map_err(|error| Fault::input(format_args!("TLS cannot be set up: {error}")))?;
        return Ok(spoken(config.with_no_client_auth()));
    }
    let mut roots = RootCertStore::empty();
    // Reading the usual ones takes milliseconds.
    if endpoint.is_encrypted() {
        roots.add_parsable_certificates(usual()?);
    }
    Ok(spoken(config.with_root_certificates(roots).with_no_client_auth()))
}

/// Tells the endpoint that HTTP/2 is spoken, and HTTP/1.1.
fn spoken(mut config: ClientConfig) -> ClientConfig {
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config
}

fn bundle(path: &Path, setting: &str) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let data = fs::read(path).map_err(|error| Fault::file("read", path, &error))?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&data).collect();
    let certificates = certificates.unwrap_or_default();
    let is_usable = RootCertStore::empty().add_parsable_certificates(certificates.iter().cloned()).0 > 0;
    if is_usable { Ok(certificates) } else { Err(no_certificates(path, setting)) }
}

fn no_certificates(path: &Path, setting: &str) -> Fault {
    let path = quoted(path);
    Fault::input(format_args!("{path} contains no certificates; {setting} takes a file of them in PEM"))
}

/// A variable that is set and not empty.
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

fn usual() -> Result<Vec<CertificateDer<'static>>, Fault> {
    if let Some(path) = variable("SSL_CERT_FILE") {
        let found = bundle(Path::new(&path), "SSL_CERT_FILE");
        found.map_err(|fault| Fault::input(format_args!("SSL_CERT_FILE: {fault}")))?;
    }
    let found = rustls_native_certs::load_native_certs();
    if let Some(path) = variable("SSL_CERT_DIR").filter(|_| found.certs.is_empty()) {
        let path = quoted(path);
        return Err(Fault::input(format_args!(
            "SSL_CERT_DIR: {path} contains no certificates; it takes folders of them in PEM"
        )));
    }
    if found.certs.is_empty() {
        let install = if cfg!(target_os = "linux") { "install them (ca-certificates), or " } else { "" };
        return Err(Fault::input(format_args!(
            "this machine has no certificates of authorities; {install}name a file by --ca-bundle"
        )));
    }
    Ok(found.certs)
}

/// The proxy that the usual variables name.
fn proxy(endpoint: &Endpoint, variable: impl Fn(&str) -> Option<String>) -> Result<Option<Proxy>, Fault> {
    let names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
    let set = |name: &'static str| variable(name).filter(|value| !value.is_empty()).map(|value| (name, value));
    let Some((name, value)) = names.into_iter().find_map(set).filter(|_| !endpoint.is_local()) else { return Ok(None) };
    let url = if value.contains("://") { value } else { format!("http://{value}") };
    // The value may hold a password.
    let wrong = || {
        Fault::input(format_args!(
            "{name} is not the URL of a proxy; it must read http://HOST:PORT or socks5://HOST:PORT"
        ))
    };
    let parsed = Url::parse(&url).map_err(|_| wrong())?;
    if !PROXY_SCHEMES.contains(&parsed.scheme()) || parsed.host_str().is_none_or(str::is_empty) {
        return Err(wrong());
    }
    let proxy = Proxy::all(parsed).map_err(|_| wrong())?;
    let exceptions = ["no_proxy", "NO_PROXY"].into_iter().find_map(set).map(|(_, value)| value);
    Ok(Some(proxy.no_proxy(exceptions.and_then(|value| NoProxy::from_string(&value)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(url: &str) -> Endpoint {
        Endpoint::parse(url).unwrap()
    }

    #[test]
    fn the_usual_variables_name_the_proxy() {
        let proxy = |url: &str, set: &[(&str, &str)]| {
            let variable = |name: &str| set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned());
            proxy(&endpoint(url), variable).map(|proxy| proxy.is_some())
        };
        let far = "https://example.com";
        for good in ["http://p:3128", "p:3128", "socks5://p:1", "socks5h://u:w@p:1", "https://p", "http://[::1]:3128"] {
            assert_eq!(proxy(far, &[("HTTPS_PROXY", good)]), Ok(true), "{good}");
            assert_eq!(proxy("https://127.0.0.1", &[("HTTPS_PROXY", good)]), Ok(false));
        }
        assert_eq!(proxy(far, &[("all_proxy", "p:1"), ("NO_PROXY", "::1,fd00::/8,10.0.0.0/8,.x.y,*")]), Ok(true));
        assert_eq!(proxy(far, &[("HTTPS_PROXY", "")]), Ok(false));
        for wrong in ["http://", "ftp://p", "http://p:port", "http://[::1", "://"] {
            let fault = proxy(far, &[("HTTPS_PROXY", wrong)]).unwrap_err();
            assert!(fault.message.starts_with("HTTPS_PROXY is not the URL of a proxy"), "{wrong}: {fault}");
        }
        let fault = proxy(far, &[("ALL_PROXY", "ftp://u:secret@p")]).unwrap_err();
        assert!(fault.message.starts_with("ALL_PROXY") && !fault.message.contains("secret"));
    }

    #[test]
    fn a_file_without_certificates_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.pem");
        let fault = client(&endpoint("http://127.0.0.1"), 1, Some(&path)).unwrap_err();
        assert!(fault.message.contains("cannot read") && fault.message.contains("x.pem"), "{fault}");
        fs::write(&path, "hello").unwrap();
        let fault = client(&endpoint("https://127.0.0.1"), 1, Some(&path)).unwrap_err();
        assert!(fault.message.contains("contains no certificates; --ca-bundle"), "{fault}");
    }
}
