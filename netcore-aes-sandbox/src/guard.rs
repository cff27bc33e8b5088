//! Who may talk to the sandbox: no page of another site, and no name that was made to point here.

use std::net::IpAddr;

use hyper::header::{HOST, HeaderMap, ORIGIN};
use hyper::http::request::Parts;
use hyper::{Method, Uri};

use crate::answer::{Answer, refusal};

/// Compares `Host` and `Origin` with the address that the sandbox listens on.
pub(crate) struct Guard {
    host: String,
    own_name: String,
}

impl Guard {
    /// Guards an address: a name, or an IP address of this machine.
    pub(crate) fn new(host: &str) -> Self {
        let own_name = gethostname::gethostname().to_string_lossy().to_lowercase();
        Self { host: bare(host), own_name }
    }

    /// The answer to a request that must go no further.
    pub(crate) fn refuse(&self, request: &Parts) -> Option<Answer> {
        let hosts: Vec<_> = request.headers.get_all(HOST).iter().collect();
        let host = match *hosts {
            [host] => host.to_str().unwrap_or_default(),
            _ => "",
        };
        // Of a request for a whole URL, the name in the URL counts too.
        let is_here = self.admits(host) && request.uri.authority().is_none_or(|name| self.admits(name.as_str()));
        if !is_here {
            return Some(refusal(
                421,
                "the header Host names another machine; use the address that the sandbox printed",
            ));
        }
        let header = |name| text(&request.headers, name);
        let is_safe = request.method == Method::GET || request.method == Method::HEAD;
        let own = format!("http://{}", host.to_lowercase());
        let is_other = header(ORIGIN.as_str()).is_some_and(|origin| origin.to_lowercase() != own);
        // Nothing can be read across origins; but a request takes time, and that can be measured.
        let is_elsewhere = header("sec-fetch-site").is_some_and(|site| site != "none" && site != "same-origin");
        (is_other && !is_safe || is_elsewhere && !is_link(request))
            .then(|| refusal(403, "the request comes from a page of another origin; use the sandbox's own page"))
    }

    /// Whether a `Host` header can mean this machine. An IP address cannot have been made to point here.
    fn admits(&self, host: &str) -> bool {
        let Some(name) = name_of(host) else { return false };
        let name = name.trim_end_matches('.').to_lowercase();
        if name == "localhost" || name == self.host || is_loopback(&name) {
            return true;
        }
        !is_loopback(&self.host) && (name.parse::<IpAddr>().is_ok() || name == self.own_name)
    }
}

/// Whether nobody but this machine can reach an address: a name, or an IP address with or without brackets.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let host = bare(host);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// The address of a host without brackets, in lower case.
pub(crate) fn bare(host: &str) -> String {
    host.trim_matches(['[', ']']).to_lowercase()
}

/// The name in a `Host` header, without the port; none if it is not well formed.
fn name_of(host: &str) -> Option<&str> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let (name, port) = rest.split_once(']')?;
            (name, if port.is_empty() { "" } else { port.strip_prefix(':')? })
        }
        None => host.split_once(':').unwrap_or((host, "")),
    };
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit()) && (port.is_empty() || port.parse::<u16>().is_ok());
    is_port.then_some(name)
}

/// A link to the page, wherever it stands, may be followed.
fn is_link(request: &Parts) -> bool {
    let is_page = |uri: &Uri| uri.path() == "/";
    request.method == Method::GET
        && is_page(&request.uri)
        && text(&request.headers, "sec-fetch-mode").is_some_and(|mode| mode == "navigate")
}

/// A header; one that is no text is not as any other.
fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("?"))
}
