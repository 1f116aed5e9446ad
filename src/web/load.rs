//! Bindings of what brings images in.

use wasm_bindgen::prelude::*;

use super::arguments::parse;
use super::wire::{Bytes, DatasetFiles, FilesRequest, PairRequest, Picture, PicturesRequest};
use super::{Answer, Engine, to_js};
use crate::data::fit;
use crate::session::Pair;

#[wasm_bindgen]
impl Engine {
    /// Takes MNIST from its four IDX files.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "busy", and those that begin with "idx-".
    #[wasm_bindgen(js_name = loadMnist, unchecked_return_type = "DatasetSummary")]
    pub fn load_mnist(
        &self,
        #[wasm_bindgen(unchecked_param_type = "DatasetFiles")] files: JsValue,
    ) -> Answer {
        let files: DatasetFiles = parse("files", &files)?;
        self.with(|session| session.load_mnist(files.files()))
    }

    /// Takes four IDX files, of images of any size.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "busy", and those that begin with "idx-" or "classes-".
    #[wasm_bindgen(js_name = loadFiles, unchecked_return_type = "DatasetSummary")]
    pub fn load_files(
        &self,
        #[wasm_bindgen(unchecked_param_type = "FilesRequest")] request: JsValue,
    ) -> Answer {
        let FilesRequest { files, naming } = parse("request", &request)?;
        self.with(|session| session.load_files(files.files(), naming))
    }

    /// Takes one pair of IDX files, and holds a share out to test with.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "class-small", "busy", and those that begin with "idx-"
    /// or "classes-".
    #[wasm_bindgen(js_name = loadPair, unchecked_return_type = "DatasetSummary")]
    pub fn load_pair(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PairRequest")] request: JsValue,
    ) -> Answer {
        let request: PairRequest = parse("request", &request)?;
        let pair = Pair {
            images: (&request.images.0, &request.image_file),
            labels: (&request.labels.0, &request.label_file),
        };
        self.with(|session| session.load_pair(pair, request.hold_out, request.naming))
    }

    /// A picture in colour as a grey image: `[28, 28]`, 0 = black.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "picture-size".
    #[wasm_bindgen(unchecked_return_type = "Uint8Array")]
    pub fn picture(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Picture")] picture: JsValue,
    ) -> Answer {
        let picture: Picture = parse("picture", &picture)?;
        let image = fit::from_colour(&picture.rgba.0, picture.height, picture.width)?;
        Ok(to_js(&Bytes(image.to_vec())))
    }

    /// Takes pictures, `[n, 28, 28]` as [`picture`](Self::picture) makes them; without any to test
    /// with, holds a share out.
    ///
    /// # Errors
    /// "request-invalid", "config-invalid", "class-small", "busy", and those that begin with
    /// "classes-".
    #[wasm_bindgen(js_name = loadPictures, unchecked_return_type = "DatasetSummary")]
    pub fn load_pictures(
        &self,
        #[wasm_bindgen(unchecked_param_type = "PicturesRequest")] request: JsValue,
    ) -> Answer {
        let request: PicturesRequest = parse("request", &request)?;
        self.with(|session| {
            session.load_pictures(
                [request.train.into(), request.test.into()],
                request.paper,
                request.resized_from,
                request.hold_out,
                request.naming,
            )
        })
    }
}
