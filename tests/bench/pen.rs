//! Accuracy on drawings of a pen and on MNIST after whole trainings: one JSON line a preset and seed.
//!
//! `cargo bench --bench pen -- --presets simple,handwriting --seeds 0,1,2`
//!
//! Options: `--presets` (default `simple,handwriting`), `--seeds` (default 0), `--pen` files of drawings (default
//! `tests/fixtures/pen.json`), `--set` JSON of settings that replace those of the presets, `--threads` trainings at once
//! (default 1), `--wrong` to list the drawings that are misread. MNIST is read from `MNIST_DIR`, or `../shared/mnist`.

#[cfg(not(target_family = "wasm"))]
mod pen {
    use std::path::PathBuf;
    use std::sync::Mutex;
    use std::time::Instant;

    use digit_lab::backend::Backend;
    use digit_lab::data::Dataset;
    use digit_lab::draw::{Drawing, Mark, PadPoint};
    use digit_lab::inspect::predict;
    use digit_lab::recipe::ConfigRequest;
    use digit_lab::train::{Advance, Run};
    use serde::Deserialize;

    /// A file of drawings; see `tests/fixtures/pen.py`.
    #[derive(Deserialize)]
    pub struct Drawings {
        pub drawings: Vec<Drawn>,
    }

    #[derive(Deserialize)]
    pub struct Drawn {
        pub label: usize,
        pub hand: String,
        pub strokes: Vec<Vec<[f32; 2]>>,
    }

    impl Drawn {
        /// The image that a network is shown of the drawing.
        pub fn image(&self) -> [u8; 784] {
            let ink = |stroke: &Vec<[f32; 2]>| Mark::Ink {
                points: stroke
                    .iter()
                    .map(|&[x, y]| PadPoint {
                        x,
                        y,
                        pressure: 0.5,
                    })
                    .collect(),
                pen: 0.06,
            };
            let marks = self.strokes.iter().map(ink).collect();
            Drawing::Marks { marks, raw: false }
                .image()
                .expect("a drawing has ink")
        }
    }

    pub struct Options {
        pub presets: Vec<String>,
        pub seeds: Vec<u64>,
        pub files: Vec<PathBuf>,
        pub settings: String,
        pub threads: usize,
        pub wrong: bool,
    }

    impl Options {
        fn read() -> Self {
            let arguments: Vec<String> = std::env::args().collect();
            let option = |name: &str, default: &str| {
                let at = arguments.iter().position(|argument| argument == name);
                let value = at.and_then(|at| arguments.get(at + 1));
                value.map_or(default.to_string(), String::clone)
            };
            let list = |text: String| text.split(',').map(String::from).collect::<Vec<_>>();
            Self {
                presets: list(option("--presets", "simple,handwriting")),
                seeds: list(option("--seeds", "0"))
                    .iter()
                    .map(|seed| seed.parse().expect("a seed"))
                    .collect(),
                files: list(option("--pen", "tests/fixtures/pen.json"))
                    .iter()
                    .map(PathBuf::from)
                    .collect(),
                settings: option("--set", "{}"),
                threads: option("--threads", "1").parse().expect("a number"),
                wrong: arguments.iter().any(|argument| argument == "--wrong"),
            }
        }
    }

    pub fn main(mnist: Option<Dataset>) {
        let Some(dataset) = mnist else { return };
        let options = Options::read();
        let files: Vec<(String, Drawings)> = options
            .files
            .iter()
            .map(|file| {
                let text = std::fs::read_to_string(file).expect("a file of drawings");
                let name = file
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                (name, serde_json::from_str(&text).expect("drawings"))
            })
            .collect();
        let tasks = options
            .presets
            .iter()
            .flat_map(|preset| options.seeds.iter().map(move |&seed| (preset, seed)));
        let tasks = Mutex::new(tasks);
        std::thread::scope(|scope| {
            for _ in 0..options.threads {
                scope.spawn(|| {
                    loop {
                        let next = tasks.lock().expect("no task panics here").next();
                        let Some((preset, seed)) = next else { return };
                        pollster::block_on(train(preset, seed, &options, &dataset, &files));
                    }
                });
            }
        });
    }

    async fn train(
        preset: &str,
        seed: u64,
        options: &Options,
        dataset: &Dataset,
        files: &[(String, Drawings)],
    ) {
        let mut request: ConfigRequest = serde_json::from_str(&options.settings).expect("settings");
        (request.preset, request.seed) = (Some(preset.into()), Some(seed));
        let count = dataset.train.len();
        let device = Backend::cpu().device;
        let mut run = Run::new(
            request.resolve(count).expect("settings that hold"),
            count,
            &device,
        )
        .expect("a network");
        let (began, mut images, mut test) = (Instant::now(), 0, 0.0);
        let mut seconds = 0.0;
        loop {
            match run.advance(dataset, 32).await.expect("it trains") {
                Advance::Steps(report) => {
                    images += report.images;
                    seconds = began.elapsed().as_secs_f64();
                }
                Advance::Epoch(epoch) => test = epoch.test.accuracy,
                Advance::Evaluating { .. } => {}
                Advance::Finished => break,
            }
        }
        let mut line = format!(
            "{{\"preset\":\"{preset}\",\"seed\":{seed},\"images\":{images},\"seconds\":{seconds:.1},\"mnist\":{:.2}",
            100.0 * test
        );
        for (name, drawings) in files {
            let (mut right, mut classes) = (0, [[0, 0]; 10]);
            for (number, drawn) in drawings.drawings.iter().enumerate() {
                let probabilities = predict(run.network(), &drawn.image(), run.input(), &device)
                    .await
                    .expect("an answer");
                let answer = (0..10)
                    .max_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]))
                    .unwrap_or(0);
                right += usize::from(answer == drawn.label);
                classes[drawn.label][0] += usize::from(answer == drawn.label);
                classes[drawn.label][1] += 1;
                if options.wrong && answer != drawn.label {
                    eprintln!(
                        "{name} {number}: {} by {}, read as {answer} ({:.2})",
                        drawn.label, drawn.hand, probabilities[answer]
                    );
                }
            }
            let share = 100.0 * right as f64 / drawings.drawings.len() as f64;
            let classes = classes.map(|[right, all]| {
                format!("{:.0}", 100.0 * right as f64 / f64::max(all as f64, 1.0))
            });
            line += &format!(
                ",\"{name}\":{share:.2},\"{name} by class\":[{}]",
                classes.join(",")
            );
        }
        println!("{line}}}");
    }
}

#[cfg(not(target_family = "wasm"))]
#[path = "../core/mnist_files.rs"]
mod mnist_files;

#[cfg(not(target_family = "wasm"))]
fn main() {
    pen::main(mnist_files::mnist());
}

#[cfg(target_family = "wasm")]
fn main() {}
