using System.Buffers;
using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Image;

/// <summary>Writes the name space of a core, a frame at a time. The core must not be stepped or replayed into meanwhile. See <see cref="ImageReader"/>.</summary>
/// <param name="core">What is written.</param>
public sealed class ImageWriter(NameNodeCore core)
{
    private readonly NameSpace _space = core.Space;
    private readonly RecordWriter _records = new();
    private readonly Stack<(int Directory, Children.Place Place)> _open = new();
    private IEnumerator<RetryCache.Entry>? _answers;
    private long _answersWritten;
    private ImageTable<Attributes> _attributes = null!;
    private ImageTable<FileLayout> _layouts = null!;
    private bool _begun;
    private bool _rooted;
    private bool _ended;

    /// <summary>Writes the next frame, some 64 KiB.</summary>
    /// <returns>False: that was the last.</returns>
    /// <exception cref="InvalidOperationException">A record is too long to be read again: a mistake of ours, for what is accepted can be written.</exception>
    public bool WriteNext(IBufferWriter<byte> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        while (!_ended && _records.Length < ImageFormat.FrameBytes)
        {
            WriteOne();
        }

        Flush(sink);
        return !_ended;
    }

    // One record, or a file's two: frames are cut between records, however many of a kind there are.
    private void WriteOne()
    {
        if (!_begun)
        {
            _attributes = new ImageTable<Attributes>(_space.Tree.AllAttributes);
            _layouts = new ImageTable<FileLayout>(_space.Tree.AllLayouts);
            WriteHeader();
        }
        else if (!_rooted && _attributes.TryNext(out var attributes))
        {
            Begin(ImageRecord.Attributes);
            _records.Attributes(attributes);
        }
        else if (!_rooted && _layouts.TryNext(out var layout))
        {
            WriteLayout(layout);
        }
        else if (!_rooted)
        {
            _rooted = true;
            Begin(ImageRecord.Root);
            WriteTimesAndAttributes(_space.Tree.Root);
            _open.Push((_space.Tree.Root, default));
        }
        else if (_open.Count > 0)
        {
            WriteInode();
        }
        else
        {
            WriteAnswer();
        }
    }

    private void WriteHeader()
    {
        _begun = true;
        Begin(ImageRecord.Header);
        foreach (var b in ImageFormat.Magic)
        {
            _records.Byte(b);
        }

        _records.Unsigned(ImageFormat.Version);
        _records.Unsigned(_space.LastInodeId);
        _records.Unsigned(_space.LastBlockId);
        _records.Unsigned(_space.LastGenerationStamp);
    }

    private void WriteLayout(in FileLayout layout)
    {
        Begin(ImageRecord.Layout);
        _records.Unsigned(layout.BlockSize);
        _records.Unsigned(layout.Replication);
        _records.Byte(layout.StoragePolicy);
    }

    // The next child of the innermost directory, or the end of that directory.
    private void WriteInode()
    {
        var level = _open.Pop();
        var child = _space.Tree.Children.At(ref _space.Tree.DirectoryOf(level.Directory), ref level.Place);
        if (child == 0)
        {
            Begin(ImageRecord.EndOfDirectory);
            return;
        }

        level.Place.Index++;
        _open.Push(level);
        if (_space.Tree[child].IsDirectory)
        {
            Begin(ImageRecord.Directory);
            WriteName(child);
            WriteTimesAndAttributes(child);
            _open.Push((child, default));
        }
        else
        {
            WriteFile(child);
        }
    }

    private void WriteFile(int handle)
    {
        ref var file = ref _space.Tree[handle];
        Begin(ImageRecord.File);
        WriteName(handle);
        WriteTimesAndAttributes(handle);
        _records.Unsigned(_layouts.NumberOf(file.Layout));
        _records.Unsigned(file.BlockCount);
        BlockState last = default;
        for (var i = 0; i < file.BlockCount; i++)
        {
            var id = _space.Tree.Blocks[handle, i];
            if (!_space.Blocks.TryGet(id, out var info))
            {
                throw new InvalidOperationException($"Block {id} belongs to inode {file.Id} and the block side does not know it.");
            }

            _records.Unsigned(id);
            _records.Unsigned(info.Block.Length);
            _records.Unsigned(info.Block.GenerationStamp);
            last = info.State;
        }

        if (file.IsUnderConstruction)
        {
            WriteOpenFile(_space.Leases.Find(file.Id)!, last);
        }
    }

    private void WriteOpenFile(OpenFile open, BlockState last)
    {
        Begin(ImageRecord.OpenFile);
        _records.Text(open.Lease.Holder);
        _records.Text(open.Machine);
        _records.Byte(open.LastIsOpen ? (byte)1 : (byte)0);
        _records.Unsigned(open.LastLength);
        _records.Byte((byte)(last == BlockState.UnderRecovery ? BlockState.UnderConstruction : last));
    }

    // The next answer that is kept for retries, or the end of it all.
    private void WriteAnswer()
    {
        _answers ??= _space.RetryCache.Entries.GetEnumerator();
        if (!_answers.MoveNext())
        {
            WriteEnd();
            return;
        }

        var entry = _answers.Current;
        Begin(ImageRecord.Answer);
        _records.Fixed(entry.Key.ClientHigh);
        _records.Fixed(entry.Key.ClientLow);
        _records.Unsigned(entry.Key.CallId);
        _records.Signed(entry.Expires);
        _records.Bytes(entry.Answer);
        _answersWritten++;
    }

    private void WriteEnd()
    {
        var totals = _space.Tree.TotalsOf(_space.Tree.Root);
        Begin(ImageRecord.End);
        _records.Unsigned(totals.Files);
        _records.Unsigned(totals.Directories);
        _records.Unsigned(_space.ReachableOpenFiles());
        _records.Unsigned(_answersWritten);
        _ended = true;
    }

    private void WriteName(int handle)
    {
        _records.Unsigned(_space.Tree[handle].Id);
        _records.Bytes(_space.Tree.NameOf(handle));
    }

    private void WriteTimesAndAttributes(int handle)
    {
        ref var inode = ref _space.Tree[handle];
        _records.Signed(inode.ModificationTime);
        _records.Signed(inode.AccessTime - inode.ModificationTime);
        _records.Unsigned(_attributes.NumberOf(inode.Attributes));
    }

    private void Begin(ImageRecord record) => _records.Byte((byte)record);

    private void Flush(IBufferWriter<byte> sink)
    {
        var frame = _records.Take();
        if (frame.Length > ImageFormat.MaxFrameBytes)
        {
            throw new InvalidOperationException($"A record of the name space's image has {frame.Length} bytes; no more than {ImageFormat.MaxFrameBytes} can be read again.");
        }

        BinaryPrimitives.WriteInt32LittleEndian(sink.GetSpan(4), frame.Length);
        sink.Advance(4);
        sink.Write(frame.Span);
    }
}
