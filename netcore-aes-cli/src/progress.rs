//! How far a run is, on a terminal.

use std::io::{IsTerminal as _, stderr};
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use netcore_aes_send::{Progress, source};

use netcore_aes_send::text::printable;

const WITH_SIZE: &str = "{msg} {bar:20} {percent}% {prefix} {eta}";
const WITHOUT_SIZE: &str = "{msg} {prefix}";

/// A bar on standard error, if that is a terminal. It goes when it is dropped.
pub(crate) struct Bar(Option<ProgressBar>);

impl Bar {
    pub(crate) fn new(inputs: &[PathBuf], is_wanted: bool) -> Self {
        if !is_wanted || !stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let name = inputs.first().map_or_else(String::new, |path| {
            let name = source::name_of(path);
            let base = std::path::Path::new(name).file_name().unwrap_or(name);
            printable(&base.to_string_lossy(), &[])
        });
        let more = inputs.len().saturating_sub(1);
        bar.set_style(style(WITHOUT_SIZE));
        bar.set_message(if more == 0 { name } else { format!("{name} and {more} more") });
        Self(Some(bar))
    }

    pub(crate) fn show(&mut self, progress: &Progress) {
        let Some(bar) = &self.0 else { return };
        if let Some(bytes) = progress.bytes_in_all.filter(|bytes| bar.length() != Some(*bytes)) {
            bar.set_style(style(WITH_SIZE));
            bar.set_length(bytes);
        }
        let millis = u64::try_from(bar.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
        let rate = progress.settled.saturating_mul(1000).checked_div(millis).unwrap_or_default();
        bar.set_prefix(format!("{} events, {rate}/s", progress.settled));
        bar.set_position(progress.bytes);
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
