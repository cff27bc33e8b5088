//! The thread that posts: an asynchronous runtime, and a channel in each direction.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};

use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::chunk::Chunk;
use crate::course::Course;
use crate::deliver::{Delivery, Post};
use crate::fault::Fault;
use crate::post::Poster;

/// A chunk that nothing more is done for, and what became of it.
pub(crate) struct Delivered(pub(crate) Chunk, pub(crate) Delivery);

/// Chunks go in, and come back by the inbox, each once.
pub(crate) struct Network {
    jobs: UnboundedSender<Chunk>,
    pub(crate) course: Arc<Course>,
    thread: Option<JoinHandle<()>>,
}

impl Network {
    /// Starts the thread.
    pub(crate) fn start<M: From<Delivered> + Send + 'static>(
        poster: Poster,
        course: Course,
        connections: usize,
        inbox: Sender<M>,
    ) -> Result<Self, Fault> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Fault::input(format_args!("the network cannot be used: {error}")))?;
        let (jobs, waiting) = unbounded_channel();
        let course = Arc::new(course);
        let shared = course.clone();
        let thread = thread::Builder::new().name("network".to_owned()).spawn(move || {
            run(runtime, Arc::new(poster), shared, connections, waiting, inbox);
        });
        let thread = thread.map_err(|error| Fault::input(format_args!("a thread cannot be started: {error}")))?;
        Ok(Self { jobs, course, thread: Some(thread) })
    }

    /// Hands over a chunk.
    pub(crate) fn post(&self, chunk: Chunk) -> Result<(), Chunk> {
        self.jobs.send(chunk).map_err(|back| back.0)
    }

    /// Whether the thread has come to an end that it must not come to.
    pub(crate) fn is_gone(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.course.cut();
        let (closed, _) = unbounded_channel();
        self.jobs = closed;
        // A panic of the thread has its own message.
        self.thread.take().map(JoinHandle::join);
    }
}

fn run<M: From<Delivered> + Send + 'static>(
    runtime: Runtime,
    poster: Arc<Poster>,
    course: Arc<Course>,
    connections: usize,
    mut waiting: UnboundedReceiver<Chunk>,
    inbox: Sender<M>,
) {
    runtime.block_on(async move {
        let slots = Arc::new(Semaphore::new(connections));
        while let Some(chunk) = waiting.recv().await {
            let Ok(slot) = slots.clone().acquire_owned().await else { return };
            let (poster, course, inbox) = (poster.clone(), course.clone(), inbox.clone());
            tokio::spawn(async move {
                carry(&course, &(&*course, &*poster), chunk, inbox).await;
                drop(slot);
            });
        }
        // Until the last delivery has been told of.
        _ = slots.acquire_many(u32::try_from(connections).unwrap_or(u32::MAX)).await;
    });
    // The look-up of a name may hang for minutes.
    runtime.shutdown_background();
}

/// Posts a chunk, and brings it back.
async fn carry<M: From<Delivered>>(course: &Course, poster: &impl Post, chunk: Chunk, inbox: Sender<M>) {
    let mut carried = Carried { chunk: chunk.clone(), delivery: Delivery::lost(), inbox };
    carried.delivery = course.deliver(&chunk, poster).await;
}

/// A chunk on its way, which comes back also after a panic: a run waits for each.
struct Carried<M: From<Delivered>> {
    chunk: Chunk,
    delivery: Delivery,
    inbox: Sender<M>,
}

impl<M: From<Delivered>> Drop for Carried<M> {
    fn drop(&mut self) {
        let delivered = Delivered(self.chunk.clone(), std::mem::take(&mut self.delivery));
        _ = self.inbox.send(delivered.into());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use bytes::Bytes;
    use netcore_aes_core::{Cipher, UploadEvents};

    use super::*;
    use crate::answer::Answer;

    struct Broken;

    impl Post for Broken {
        async fn post(&self, _: Bytes) -> Answer {
            panic!("broken");
        }
    }

    #[test]
    fn a_chunk_comes_back_whatever_becomes_of_its_delivery() {
        let cipher = Arc::new(Cipher::parse(11256, &[b'k'; 32], &[b'i'; 16]).unwrap());
        let events = UploadEvents { count: 1, first: 7, last: 7 };
        let chunk = Chunk { ordinal: 0, file: 0, events, gaps: Vec::new(), digest: 0, body: Bytes::new() };
        let (sender, inbox) = channel::<Delivered>();
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let course = Arc::new(Course::new(cipher, 0, None));
        let carried = runtime
            .block_on(async move { tokio::spawn(async move { carry(&course, &Broken, chunk, sender).await }).await });
        assert!(carried.is_err());
        let Delivered(chunk, delivery) = inbox.try_recv().unwrap();
        assert_eq!((chunk.events.first, delivery.is_doubtful), (7, true));
        assert!(delivery.unsent.unwrap().contains("unexpected fault"));
    }
}
