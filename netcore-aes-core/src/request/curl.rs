//! The upload request as a command for a shell.

use super::UploadRequest;

impl UploadRequest {
    /// The request as a `curl` command for a POSIX shell, as in step 3 of the vendor's guide. The API key is not in it:
    /// the shell takes it from the variable `NETCORE_API_KEY`.
    #[must_use]
    pub fn curl(&self) -> String {
        let mut command = format!("curl --location {}", quoted(self.url()));
        for (name, value) in self.headers() {
            let header = if name == "Authorization" {
                format!("\"{name}: Bearer $NETCORE_API_KEY\"")
            } else {
                quoted(&format!("{name}: {value}"))
            };
            command.push_str(" \\\n  --header ");
            command.push_str(&header);
        }
        command.push_str(" \\\n  --data ");
        command.push_str(&quoted(self.body()));
        command
    }
}

/// A word in single quotes, which leave nothing to the shell but the single quote itself.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use crate::{Region, Scheme, UploadRequest};

    #[test]
    fn is_the_guides_step_3_without_the_key() {
        let request = UploadRequest::new(Region::Us, Scheme::CbcBase64, "asset", "secret-api-key", "AbC+/w==").unwrap();
        assert_eq!(
            request.curl(),
            "curl --location 'https://api2.netcoresmartech.com/v1/activity/upload' \\\n  \
             --header 'Content-Type: application/json' \\\n  --header 'x-eCode: 11256' \\\n  \
             --header 'x-asset: asset' \\\n  --header \"Authorization: Bearer $NETCORE_API_KEY\" \\\n  \
             --data '{\"encryptedRequest\":\"AbC+/w==\"}'"
        );
    }

    #[test]
    fn leaves_nothing_to_the_shell() {
        let request = UploadRequest::new(Region::Us, Scheme::CbcBase64, "a'$(id)`id`\\", "key", "AAAA").unwrap();
        assert!(request.curl().contains(r"'x-asset: a'\''$(id)`id`\'"));
    }
}
