//! The page: one HTML file, put together from its parts, that needs nothing from anywhere else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

macro_rules! part {
    ($name:literal) => {
        include_str!(concat!("page/", $name))
    };
}

const HTML: &str = part!("page.html");
const STYLE: &str = part!("page.css");
const SCRIPTS: [&str; 4] = [part!("dom.js"), part!("json.js"), part!("detail.js"), part!("page.js")];

/// The page, put together once; each answer gets a nonce of its own.
pub(crate) struct Page {
    html: String,
}

impl Page {
    pub(crate) fn new() -> Self {
        Self { html: HTML.replace("/* STYLE */", STYLE).replace("/* SCRIPT */", &SCRIPTS.join("\n")) }
    }

    /// The page, and the Content-Security-Policy that goes with it; none if the operating system gives no random bytes.
    pub(crate) fn render(&self) -> Option<(String, String)> {
        let mut random = [0; 18];
        getrandom::fill(&mut random).ok()?;
        let nonce = URL_SAFE_NO_PAD.encode(random);
        let policy = format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; img-src data:; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
        );
        Some((self.html.replace("NONCE", &nonce), policy))
    }
}
