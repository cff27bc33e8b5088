//! The regions of panels, and the URL of each.

use std::str::FromStr;

use crate::error::Error;

/// The region where a panel's data is stored, which decides the host (vendor's API page).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Region {
    /// `us`, the default: the host in the vendor's guide.
    #[default]
    Us,
    /// `in`
    India,
    /// `eu`
    Eu,
}

impl Region {
    /// Every region.
    pub const ALL: [Self; 3] = [Self::Us, Self::India, Self::Eu];

    /// The short name: `us`, `in` or `eu`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Us => "us",
            Self::India => "in",
            Self::Eu => "eu",
        }
    }

    /// The URL that events are posted to.
    #[must_use]
    pub const fn url(self) -> &'static str {
        match self {
            Self::Us => "https://api2.netcoresmartech.com/v1/activity/upload",
            Self::India => "https://apiin2.netcoresmartech.com/v1/activity/upload",
            Self::Eu => "https://apieu2.netcoresmartech.com/v1/activity/upload",
        }
    }
}

impl FromStr for Region {
    type Err = Error;

    /// Reads `us`, `in` or `eu`.
    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|region| region.name() == name).ok_or(Error::UnknownRegion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_has_a_host_of_its_own() {
        for (region, host) in Region::ALL.into_iter().zip(["api2", "apiin2", "apieu2"]) {
            assert_eq!(region.name().parse(), Ok(region));
            assert_eq!(region.url(), format!("https://{host}.netcoresmartech.com/v1/activity/upload"));
        }
        assert_eq!("US".parse::<Region>(), Err(Error::UnknownRegion));
    }
}
