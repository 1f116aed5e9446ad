//! Everything that can go wrong, with a stable code a kind.

use std::collections::BTreeMap;
use std::fmt::{self, Display};

use thiserror::Error;

use crate::draw::DrawError;

/// Numbers and names by which a code is put in words. The page writes the sentence in its language.
pub type Params = BTreeMap<&'static str, String>;

/// Why something is refused: a stable code with its parameters, and an English sentence. Refusals
/// that only a script can meet have no code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// In kebab case: "between". The page has words for it under `refusal.` in `www/i18n/`.
    pub code: &'static str,
    /// What the words say beside the code.
    pub params: Params,
    /// The sentence.
    pub text: String,
}

impl Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<T: Into<String>> From<T> for Reason {
    fn from(text: T) -> Self {
        Self {
            code: "",
            params: Params::new(),
            text: text.into(),
        }
    }
}

/// A [`Reason`]: its code, its sentence as a format string, and the parameters that both name
/// (`name = value`, or only the name of a variable).
macro_rules! reason {
    ($code:literal, $text:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        $($(let $name = $value;)?)*
        $crate::error::Reason {
            code: $code,
            params: [$((stringify!($name), $name.to_string())),*].into(),
            text: format!($text),
        }
    }};
}
pub(crate) use reason;

impl Reason {
    /// A value that is out of its range.
    pub(crate) fn between(value: impl Display, low: impl Display, high: impl Display) -> Self {
        reason!(
            "between",
            "{value} is not in {low} to {high}.",
            value,
            low,
            high
        )
    }
}

/// What this crate's fallible functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refusal or a failure. `Display` is a sentence for people; [`code`](Error::code) is for
/// programs and does not change.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Error {
    /// A file is not IDX of the expected kind.
    #[error(
        "{file}: at offset 0 the magic number is {found:#010x}; {expected} start with {magic:#010x}. Is it the right file?"
    )]
    IdxMagic {
        /// The file's name.
        file: String,
        /// What the file starts with.
        found: u32,
        /// What it should start with.
        magic: u32,
        /// "IDX images" or "IDX labels".
        expected: &'static str,
    },
    /// A file ends before its header says.
    #[error(
        "{file}: ends at offset {found}, but its header announces {expected} bytes. It is cut short; fetch it again."
    )]
    IdxTruncated {
        /// The file's name.
        file: String,
        /// Bytes there are.
        found: usize,
        /// Bytes there should be.
        expected: usize,
    },
    /// A file goes on after its data.
    #[error("{file}: has more bytes than the {expected} that its header announces.")]
    IdxTrailing {
        /// The file's name.
        file: String,
        /// Bytes there should be.
        expected: usize,
    },
    /// A file announces no items, or items without pixels.
    #[error("{file}: announces {count} items of {height}×{width}: there is nothing to learn from.")]
    IdxEmpty {
        /// The file's name.
        file: String,
        /// Announced items.
        count: usize,
        /// Announced rows.
        height: usize,
        /// Announced columns.
        width: usize,
    },
    /// A file announces more data than a tab should hold.
    #[error("{file}: announces {bytes} bytes of data; at most {limit} are read.")]
    IdxTooLarge {
        /// The file's name.
        file: String,
        /// Announced bytes of data.
        bytes: u64,
        /// The most that is read.
        limit: usize,
    },
    /// A label is not one of ten.
    #[error(
        "{file}: the label at offset {offset} is {label}; labels are 0 to 9, for at most ten classes."
    )]
    IdxLabel {
        /// The file's name.
        file: String,
        /// Where the label stands.
        offset: usize,
        /// What it is.
        label: u8,
    },
    /// Images and labels do not belong together.
    #[error(
        "{images} holds {image_count} images but {labels} {label_count} labels: are they a pair?"
    )]
    IdxCounts {
        /// The image file's name.
        images: String,
        /// Its items.
        image_count: usize,
        /// The label file's name.
        labels: String,
        /// Its items.
        label_count: usize,
    },
    /// Images are too large.
    #[error(
        "{file}: at offset 8 it announces images of {height}×{width}; at most {limit} pixels on a side are read."
    )]
    IdxSize {
        /// The image file's name.
        file: String,
        /// Rows of an image.
        height: usize,
        /// Columns of an image.
        width: usize,
        /// The most on a side.
        limit: usize,
    },
    /// A picture is empty, too large, or not as large as it is said to be.
    #[error("A picture of {height}×{width} pixels cannot be read; 1 to 4096 on a side can.")]
    PictureSize {
        /// Rows.
        height: usize,
        /// Columns.
        width: usize,
    },
    /// There is nothing to tell apart.
    #[error("The images are of {found} class; at least two classes are needed to tell apart.")]
    ClassesFew {
        /// Classes that have images.
        found: usize,
    },
    /// There are more classes than a network here has outputs.
    #[error("There are {found} classes; at most ten can be told apart here.")]
    ClassesMany {
        /// Classes.
        found: usize,
    },
    /// A class cannot be divided into training and test images.
    #[error(
        "The class “{class}” has one image; at least two are needed, one to learn from and one to test with."
    )]
    ClassSmall {
        /// Its name.
        class: String,
    },
    /// An argument or a request is not what the method takes.
    #[error("{argument}: {message}")]
    Request {
        /// The argument's name.
        argument: String,
        /// What is wrong and what would be right.
        message: String,
    },
    /// A setting is out of its range, unknown, or makes no sense with another.
    #[error("{setting}: {reason}")]
    Config {
        /// The setting's name.
        setting: String,
        /// What is wrong and what would be right.
        reason: Reason,
    },
    /// A network whose layers do not fit.
    #[error("{layer}: {reason}")]
    Network {
        /// The layer's name, or its place in the list.
        layer: String,
        /// What does not fit, with both shapes.
        reason: Reason,
    },
    /// A drawing that cannot be read.
    #[error("{0}")]
    Draw(#[from] DrawError),
    /// An index beyond the end of a split.
    #[error("There is no image {index}: the split has {count}.")]
    Index {
        /// The index asked for.
        index: usize,
        /// Images in the split.
        count: usize,
    },
    /// Something needs images, and there are none yet.
    #[error("There is no data yet: load a data set first.")]
    NoDataset,
    /// Something needs a configured run, and there is none yet.
    #[error("There is no run yet: configure one first.")]
    NoRun,
    /// Something needs a sweep of the learning rate, and there is none, or the run went on since.
    #[error("There is no sweep of the learning rate under way: begin one first.")]
    NoSweep,
    /// Something belongs to a verdict, and there is none yet, or not on this run.
    #[error("There is no verdict yet, or its run or its data were replaced: ask for one first.")]
    NoVerdict,
    /// Another call is under way.
    #[error("The trainer is busy with another call; wait for its answer.")]
    Busy,
    /// The loss stopped being a number.
    #[error(
        "At step {step} the loss became {loss} with a learning rate of {learning_rate}. The weights of step {kept} are kept: go on with a smaller rate, or reset."
    )]
    NotFinite {
        /// The step whose loss it was, counted from 1.
        step: usize,
        /// The loss: NaN or infinite.
        loss: f32,
        /// The rate in use.
        learning_rate: f64,
        /// Updates that the weights have seen to which the run went back.
        kept: usize,
    },
    /// A backend that is not in this build, or that cannot be opened here.
    #[error("{backend} cannot be used: {reason}")]
    BackendUnavailable {
        /// Its name.
        backend: &'static str,
        /// Why not.
        reason: String,
    },
    /// A backend whose arithmetic differs from the CPU's.
    #[error("{backend} computes wrongly here: {what} differs from the CPU's by {difference:.1e}.")]
    SelfTest {
        /// Its name.
        backend: &'static str,
        /// What was compared.
        what: String,
        /// The largest difference, relative to the largest value.
        difference: f32,
    },
    /// The device failed while it worked.
    #[error("The device failed: {0}")]
    Device(String),
}

impl Error {
    /// The error's stable name, in kebab case: "idx-truncated", "no-dataset".
    pub fn code(&self) -> &'static str {
        match self {
            Self::IdxMagic { .. } => "idx-magic",
            Self::IdxTruncated { .. } => "idx-truncated",
            Self::IdxTrailing { .. } => "idx-trailing",
            Self::IdxEmpty { .. } => "idx-empty",
            Self::IdxTooLarge { .. } => "idx-too-large",
            Self::IdxLabel { .. } => "idx-label",
            Self::IdxCounts { .. } => "idx-counts",
            Self::IdxSize { .. } => "idx-size",
            Self::PictureSize { .. } => "picture-size",
            Self::ClassesFew { .. } => "classes-few",
            Self::ClassesMany { .. } => "classes-many",
            Self::ClassSmall { .. } => "class-small",
            Self::Request { .. } => "request-invalid",
            Self::Config { .. } => "config-invalid",
            Self::Network { .. } => "network-invalid",
            Self::Draw(error) => error.code(),
            Self::Index { .. } => "index-out-of-range",
            Self::NoDataset => "no-dataset",
            Self::NoRun => "no-run",
            Self::NoSweep => "no-sweep",
            Self::NoVerdict => "no-verdict",
            Self::Busy => "busy",
            Self::NotFinite { .. } => "not-finite",
            Self::BackendUnavailable { .. } => "device-failed",
            Self::SelfTest { .. } => "self-test-failed",
            Self::Device(_) => "device-lost",
        }
    }

    /// What the page needs to write the error's sentence in its language. For a refusal with a
    /// [`Reason`], `reason` is the reason's code, and its parameters are among these.
    pub fn params(&self) -> Params {
        fn of<const N: usize>(params: [(&'static str, &dyn ToString); N]) -> Params {
            params.map(|(name, value)| (name, value.to_string())).into()
        }
        let refusal = |name, of: &String, reason: &Reason| {
            let mut params = reason.params.clone();
            params.insert(name, of.clone());
            if !reason.code.is_empty() {
                params.insert("reason", reason.code.into());
            }
            params
        };
        match self {
            Self::IdxMagic {
                file, found, magic, ..
            } => of([
                ("file", file),
                ("found", &format!("{found:#010x}")),
                ("magic", &format!("{magic:#010x}")),
            ]),
            Self::IdxTruncated {
                file,
                found,
                expected,
            } => of([("file", file), ("found", found), ("expected", expected)]),
            Self::IdxTrailing { file, expected } => of([("file", file), ("expected", expected)]),
            Self::IdxEmpty { file, .. } => of([("file", file)]),
            Self::IdxTooLarge { file, bytes, limit } => {
                of([("file", file), ("bytes", bytes), ("limit", limit)])
            }
            Self::IdxLabel {
                file,
                offset,
                label,
            } => of([("file", file), ("offset", offset), ("label", label)]),
            Self::IdxCounts {
                images,
                image_count,
                labels,
                label_count,
            } => of([
                ("images", images),
                ("image_count", image_count),
                ("labels", labels),
                ("label_count", label_count),
            ]),
            Self::IdxSize {
                file,
                height,
                width,
                limit,
            } => of([
                ("file", file),
                ("height", height),
                ("width", width),
                ("limit", limit),
            ]),
            Self::PictureSize { height, width } => of([("height", height), ("width", width)]),
            Self::ClassesFew { found } | Self::ClassesMany { found } => of([("found", found)]),
            Self::ClassSmall { class } => of([("class", class)]),
            Self::Config { setting, reason } => refusal("setting", setting, reason),
            Self::Network { layer, reason } => refusal("layer", layer, reason),
            Self::NotFinite {
                step,
                loss,
                learning_rate,
                kept,
            } => of([
                ("step", step),
                ("loss", loss),
                ("learning_rate", learning_rate),
                ("kept", kept),
            ]),
            _ => Params::new(),
        }
    }

    /// A [`Request`](Error::Request) error about `argument`.
    #[cfg(target_family = "wasm")]
    pub(crate) fn request(argument: &str, message: impl Into<String>) -> Self {
        Self::Request {
            argument: argument.into(),
            message: message.into(),
        }
    }

    /// A [`Config`](Error::Config) error about `setting`.
    pub(crate) fn config(setting: &str, reason: impl Into<Reason>) -> Self {
        Self::Config {
            setting: setting.into(),
            reason: reason.into(),
        }
    }
}
