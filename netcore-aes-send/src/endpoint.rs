//! Where events are sent to.

use std::net::IpAddr;

use reqwest::Url;

use crate::fault::Fault;
use crate::text::quoted;

const PATH: &str = "/v1/activity/upload";

/// A URL that events may be posted to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Url,
    is_local: bool,
}

impl Endpoint {
    /// Completes and judges a URL. One without a path gets `/v1/activity/upload`.
    ///
    /// # Errors
    /// A [`Fault`] for what is no URL, for one with a user name, and for plain HTTP to another machine.
    pub fn parse(url: &str) -> Result<Self, Fault> {
        let not_http =
            || Fault::input("--endpoint must begin with https:// and a host, or with http:// for this machine");
        let mut url = match Url::parse(url) {
            Ok(url) => url,
            Err(_) if !url.contains("://") => return Err(not_http()),
            Err(_) => {
                return Err(Fault::input("--endpoint is not a URL; it must read https://HOST/v1/activity/upload"));
            }
        };
        let host = url.host_str().unwrap_or_default().to_owned();
        if !matches!(url.scheme(), "http" | "https") || host.is_empty() {
            return Err(not_http());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Fault::input(
                "--endpoint must not contain a user name or a password; the API key goes into NETCORE_API_KEY",
            ));
        }
        let is_local = is_local(&host);
        if url.scheme() == "http" && !is_local {
            let host = quoted(&host);
            return Err(Fault::input(format_args!(
                "plain HTTP to {host} would show the API key on the way; use https://"
            )));
        }
        if matches!(url.path(), "" | "/") {
            url.set_path(PATH);
        }
        Ok(Self { url, is_local })
    }

    /// The URL.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Whether it is on this machine.
    #[must_use]
    pub const fn is_local(&self) -> bool {
        self.is_local
    }

    pub(crate) fn is_encrypted(&self) -> bool {
        self.url.scheme() == "https"
    }
}

fn is_local(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_completed_and_judged() {
        for (url, resolved, is_local) in [
            ("https://example.com", "https://example.com/v1/activity/upload", false),
            ("https://example.com/other?x=1", "https://example.com/other?x=1", false),
            ("http://127.0.0.1:8025/", "http://127.0.0.1:8025/v1/activity/upload", true),
            ("http://127.9.9.9", "http://127.9.9.9/v1/activity/upload", true),
            ("http://LOCALHOST:1", "http://localhost:1/v1/activity/upload", true),
            ("http://[::1]:1/x", "http://[::1]:1/x", true),
            ("https://127.0.0.1", "https://127.0.0.1/v1/activity/upload", true),
        ] {
            let endpoint = Endpoint::parse(url).unwrap();
            assert_eq!((endpoint.url(), endpoint.is_local()), (resolved, is_local));
        }
        for (url, part) in [
            ("example.com", "must begin with https://"),
            ("ftp://example.com/", "must begin with https://"),
            ("https://", "is not a URL"),
            ("https://a:b@example.com", "must not contain a user name"),
            ("http://example.com", "plain HTTP to 'example.com'"),
            ("http://127.0.0.1.example.com", "plain HTTP to '127.0.0.1.example.com'"),
            ("http://localhost.example.com", "plain HTTP"),
        ] {
            let fault = Endpoint::parse(url).unwrap_err();
            assert!(fault.message.contains(part), "{url}: {fault}");
        }
    }
}
