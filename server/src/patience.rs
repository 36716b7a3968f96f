//! A connection that is not waited for without end: what the HTTP library does not bound by itself. It times only the first
//! head of a connection, and no write at all.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// A stream whose other side may keep nobody waiting: for bytes of a request that it began, or for room for an answer.
pub struct Patient<S> {
    stream: S,
    /// From the first byte that came in since the last one that went out.
    asking: Stopwatch,
    /// From the first write that was not taken.
    unread: Stopwatch,
}

impl<S> Patient<S> {
    /// `asking` is for a whole request and its answer's first byte, however they alternate; `unread` for any progress of an answer.
    pub fn new(stream: S, asking: Duration, unread: Duration) -> Self {
        Self { stream, asking: Stopwatch::new(asking), unread: Stopwatch::new(unread) }
    }

    /// What it is around.
    pub fn get_ref(&self) -> &S {
        &self.stream
    }
}

struct Stopwatch {
    most: Duration,
    running: Option<Pin<Box<Sleep>>>,
}

impl Stopwatch {
    fn new(most: Duration) -> Self {
        Self { most, running: None }
    }

    fn start(&mut self) {
        let most = self.most;
        self.running.get_or_insert_with(|| Box::pin(sleep(most)));
    }

    fn stop(&mut self) {
        self.running = None;
    }

    /// Pending until it has run out.
    fn run_out<T>(&mut self, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        match &mut self.running {
            Some(running) => {
                ready!(running.as_mut().poll(context));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            None => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        // Checked first: somebody who drips bytes in is never found waiting.
        if let Poll::Ready(over) = this.asking.run_out(context) {
            return Poll::Ready(over);
        }
        let before = into.filled().len();
        ready!(Pin::new(&mut this.stream).poll_read(context, into))?;
        if into.filled().len() > before {
            this.asking.start();
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> Patient<S> {
    fn wrote<T>(&mut self, context: &mut Context<'_>, done: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        match done {
            Poll::Ready(done) => {
                self.unread.stop();
                self.asking.stop();
                Poll::Ready(done)
            }
            Poll::Pending => {
                self.unread.start();
                self.unread.run_out(context)
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let done = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.wrote(context, done)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let done = Pin::new(&mut this.stream).poll_write_vectored(context, bytes);
        this.wrote(context, done)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    const ASKING: Duration = Duration::from_secs(2);
    const UNREAD: Duration = Duration::from_secs(1);

    fn pair() -> (Patient<DuplexStream>, DuplexStream) {
        let (here, there) = duplex(16);
        (Patient::new(here, ASKING, UNREAD), there)
    }

    #[tokio::test]
    async fn who_drips_bytes_in_is_given_up_on_whatever_was_answered_before() {
        let (mut here, mut there) = pair();
        let drips = tokio::spawn(async move {
            there.write_all(b"first").await.unwrap();
            there.read_exact(&mut [0; 6]).await.unwrap();
            while there.write_all(b"x").await.is_ok() {
                tokio::time::sleep(UNREAD / 20).await;
            }
        });
        let mut bytes = [0; 5];
        here.read_exact(&mut bytes).await.unwrap();
        here.write_all(b"answer").await.unwrap();
        let began = tokio::time::Instant::now();
        let error = loop {
            if let Err(error) = here.read_u8().await {
                break error;
            }
        };
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!((ASKING / 2..ASKING * 2).contains(&began.elapsed()), "{:?}", began.elapsed());
        drop(here);
        drips.await.unwrap();
    }

    #[tokio::test]
    async fn who_asks_nothing_may_stay_and_who_is_answered_may_ask_on() {
        let (mut here, mut there) = pair();
        let silence = tokio::time::timeout(ASKING * 2, here.read_u8()).await;
        assert!(silence.is_err(), "keep-alive is somebody else's to bound");
        for _ in 0..8 {
            there.write_u8(1).await.unwrap();
            here.read_u8().await.unwrap();
            tokio::time::sleep(ASKING / 5).await;
            here.write_u8(1).await.unwrap();
            there.read_u8().await.unwrap();
        }
    }

    #[tokio::test]
    async fn who_never_reads_is_given_up_on_and_who_reads_slowly_is_not() {
        let (mut here, mut there) = pair();
        let reads = tokio::spawn(async move {
            for _ in 0..10 {
                tokio::time::sleep(UNREAD / 5).await;
                there.read_exact(&mut [0; 16]).await.unwrap();
            }
            there
        });
        here.write_all(&[0; 16 * 10]).await.unwrap();
        let _there = reads.await.unwrap();
        let error = here.write_all(&[0; 64]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }
}
