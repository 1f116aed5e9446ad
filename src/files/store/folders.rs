//! Files of the origin private file system, by paths such as "runs/1/state".

use std::cell::RefCell;
use std::collections::HashMap;

use js_sys::{AsyncIterator, JsString, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemRemoveOptions, FileSystemSyncAccessHandle,
    WorkerGlobalScope,
};

use super::Error;

/// The folder that this program's files are in.
const TOP: &str = "digit-lab";

/// The folder of all files.
pub struct Folders {
    top: FileSystemDirectoryHandle,
    /// Files that are written again and again, by their paths: opening one takes longer than writing it.
    held: RefCell<HashMap<String, FileSystemSyncAccessHandle>>,
}

impl Folders {
    /// Opens the folder, and tries to write, which some browsers refuse in private windows.
    pub async fn open() -> Result<Self, Error> {
        let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
        // Where the page is not secure there is no storage.
        let storage = Reflect::get(&scope.navigator(), &"storage".into()).unwrap_or_default();
        if Reflect::get(&storage, &"getDirectory".into()).is_ok_and(|method| method.is_undefined())
            || storage.is_undefined()
        {
            return Err(Error::Refused("it has no file system for pages.".into()));
        }
        let root: FileSystemDirectoryHandle =
            done(scope.navigator().storage().get_directory()).await?;
        let options = FileSystemGetDirectoryOptions::new();
        options.set_create(true);
        let folders = Self {
            top: done(root.get_directory_handle_with_options(TOP, &options)).await?,
            held: RefCell::default(),
        };
        folders.write("trial", b"trial", false).await?;
        folders.remove("trial").await?;
        Ok(folders)
    }

    /// The content of a file; `None` without one.
    pub async fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some((folder, name)) = self.place(path, false).await? else {
            return Ok(None);
        };
        let Some(handle) = found::<FileSystemFileHandle>(folder.get_file_handle(name)).await?
        else {
            return Ok(None);
        };
        // A file needs no lock to be read like this: another tab may be writing it.
        let file: File = done(handle.get_file()).await?;
        let bytes: JsValue = done(file.array_buffer()).await?;
        Ok(Some(Uint8Array::new(&bytes).to_vec()))
    }

    /// Writes a file, and waits until it is on the disk. What was there is replaced. `hold`: it will be written again,
    /// and stays open until it is [released](Self::release); nobody else can write it then, and everybody can read it.
    pub async fn write(&self, path: &str, bytes: &[u8], hold: bool) -> Result<(), Error> {
        let held = self.held.borrow_mut().remove(path);
        let access = match held {
            Some(access) => access,
            None => self.access(path).await?,
        };
        let written = write_whole(&access, bytes);
        if hold && written.is_ok() {
            self.held.borrow_mut().insert(path.into(), access);
        } else {
            access.close();
        }
        written
    }

    /// Opens a file to write it.
    async fn access(&self, path: &str) -> Result<FileSystemSyncAccessHandle, Error> {
        let place = self.place(path, true).await?;
        let (folder, name) = place.expect("the folders were made");
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let handle: FileSystemFileHandle =
            done(folder.get_file_handle_with_options(name, &options)).await?;
        done(handle.create_sync_access_handle()).await
    }

    /// Closes the files that are held and whose paths begin like this.
    pub fn release(&self, path: &str) {
        self.held.borrow_mut().retain(|held, access| {
            let stays = !held.starts_with(path);
            if !stays {
                access.close();
            }
            stays
        });
    }

    /// Removes a file, or a folder with all that is in it. It need not be there.
    pub async fn remove(&self, path: &str) -> Result<(), Error> {
        self.release(path);
        let Some((folder, name)) = self.place(path, false).await? else {
            return Ok(());
        };
        let options = FileSystemRemoveOptions::new();
        options.set_recursive(true);
        found::<JsValue>(folder.remove_entry_with_options(name, &options)).await?;
        Ok(())
    }

    /// The names of what is in a folder; none without the folder.
    pub async fn list(&self, path: &str) -> Result<Vec<String>, Error> {
        let mut names = Vec::new();
        let Some((folder, name)) = self.place(path, false).await? else {
            return Ok(names);
        };
        let Some(folder) =
            found::<FileSystemDirectoryHandle>(folder.get_directory_handle(name)).await?
        else {
            return Ok(names);
        };
        let keys: AsyncIterator = folder.keys();
        loop {
            let next: JsValue = done(keys.next().map_err(error)?).await?;
            if Reflect::get(&next, &"done".into()).is_ok_and(|done| done.is_truthy()) {
                return Ok(names);
            }
            let name = Reflect::get(&next, &"value".into()).map_err(error)?;
            names.push(JsString::from(name).into());
        }
    }

    /// The folder of a path, and the last part of the path. `None` if the folder is not there, unless it is made.
    async fn place<'p>(
        &self,
        path: &'p str,
        make: bool,
    ) -> Result<Option<(FileSystemDirectoryHandle, &'p str)>, Error> {
        let options = FileSystemGetDirectoryOptions::new();
        options.set_create(make);
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut folder = self.top.clone();
        for part in folders.split('/').filter(|part| !part.is_empty()) {
            let next = folder.get_directory_handle_with_options(part, &options);
            let Some(next) = found(next).await? else {
                return Ok(None);
            };
            folder = next;
        }
        Ok(Some((folder, name)))
    }
}

/// The file is cut to its new length first, so that a full disk never leaves the end of an older content behind.
fn write_whole(access: &FileSystemSyncAccessHandle, bytes: &[u8]) -> Result<(), Error> {
    access.truncate_with_f64(0.0).map_err(error)?;
    let written = access.write_with_u8_array(bytes).map_err(error)?;
    access.flush().map_err(error)?;
    if written as usize == bytes.len() {
        return Ok(());
    }
    Err(Error::Full)
}

/// What a promise comes to.
async fn done<T: JsCast>(promise: Promise) -> Result<T, Error> {
    let value = JsFuture::from(promise).await.map_err(error)?;
    Ok(value.unchecked_into())
}

/// What a promise comes to; `None` if it rejects because something is not there.
async fn found<T: JsCast>(promise: Promise) -> Result<Option<T>, Error> {
    match JsFuture::from(promise).await {
        Ok(value) => Ok(Some(value.unchecked_into())),
        Err(value) if name_of(&value) == "NotFoundError" => Ok(None),
        Err(value) => Err(error(value)),
    }
}

/// The name of an exception: "QuotaExceededError".
pub(super) fn name_of(value: &JsValue) -> String {
    let name = Reflect::get(value, &"name".into()).ok();
    name.and_then(|name| name.as_string()).unwrap_or_default()
}

/// An exception as an error.
pub(super) fn error(value: JsValue) -> Error {
    let name = name_of(&value);
    if name == "QuotaExceededError" {
        return Error::Full;
    }
    let message = Reflect::get(&value, &"message".into()).ok();
    let message = message.and_then(|message| message.as_string());
    Error::Refused(message.filter(|text| !text.is_empty()).unwrap_or(name))
}
