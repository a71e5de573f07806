using System.Buffers;
using System.IO.Pipelines;

namespace Hathi.Web.Connections;

/// <summary>
/// The bytes of a connection, as Kestrel reads and writes them: what waits for the peer, and what moved, is told to its
/// <see cref="PeerTurn"/>.
/// </summary>
internal sealed class WatchedTransport(IDuplexPipe inner, PeerTurn turn) : IDuplexPipe
{
    public PipeReader Input { get; } = new Reader(inner.Input, turn);

    public PipeWriter Output { get; } = new Writer(inner.Output, turn);

    /// <summary>One reader at a time, as of every pipe.</summary>
    private sealed class Reader(PipeReader inner, PeerTurn turn) : PipeReader
    {
        private ReadOnlySequence<byte> _read;

        /// <summary>Bytes that were seen before, and not consumed.</summary>
        private long _left;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var read = inner.ReadAsync(cancellationToken);
            return read.IsCompletedSuccessfully ? new ValueTask<ReadResult>(Seen(read.Result)) : WaitAsync(read);
        }

        public override bool TryRead(out ReadResult result)
        {
            var has = inner.TryRead(out result);
            if (has)
            {
                Seen(result);
            }

            return has;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            _left = _read.IsEmpty ? 0 : _read.Slice(consumed).Length;
            _read = default;
            inner.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

        private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> read)
        {
            turn.Wait();
            try
            {
                return Seen(await read.ConfigureAwait(false));
            }
            finally
            {
                turn.Go();
            }
        }

        private ReadResult Seen(ReadResult result)
        {
            _read = result.Buffer;
            if (_read.Length > _left)
            {
                turn.Moved(_read.Length - _left);
                _left = _read.Length;
            }

            return result;
        }
    }

    /// <summary>One writer at a time, as of every pipe.</summary>
    private sealed class Writer(PipeWriter inner, PeerTurn turn) : PipeWriter
    {
        private long _written;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes)
        {
            _written += bytes;
            inner.Advance(bytes);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            var flush = inner.FlushAsync(cancellationToken);
            if (flush.IsCompletedSuccessfully)
            {
                Taken();
                return flush;
            }

            return WaitAsync(flush);
        }

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

        private async ValueTask<FlushResult> WaitAsync(ValueTask<FlushResult> flush)
        {
            turn.Wait();
            try
            {
                var result = await flush.ConfigureAwait(false);
                Taken();
                return result;
            }
            finally
            {
                turn.Go();
            }
        }

        private void Taken()
        {
            turn.Moved(_written);
            _written = 0;
        }
    }
}
