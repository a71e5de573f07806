using System.Buffers;
using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Image;

/// <summary>
/// Writes the name space of a core, a frame at a time. The core must not be stepped or replayed into meanwhile. See
/// <see cref="ImageReader"/>.
/// </summary>
/// <param name="core">What is written.</param>
public sealed class ImageWriter(NameNodeCore core) : IImageWriter
{
    private readonly NameSpace _space = core.Space;
    private readonly ImageFrameWriter _frame = new(ImageFormat.MaxFrameBytes, EditFields.Of);
    private readonly Stack<(int Directory, Children.Place Place)> _open = new();
    private IEnumerator<RetryCache.Entry>? _answers;
    private long _answersWritten;
    private ImageTable<Attributes> _attributes = null!;
    private ImageTable<FileLayout> _layouts = null!;
    private bool _begun;
    private bool _rooted;
    private bool _ended;

    /// <inheritdoc/>
    public bool WriteNext(IBufferWriter<byte> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        while (!_ended && _frame.Records.Length < ImageFormat.FrameBytes)
        {
            WriteOne();
        }

        _frame.Flush(sink);
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
            _frame.Records.Attributes(attributes);
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
            _frame.Records.Byte(b);
        }

        _frame.Records.Unsigned(ImageFormat.Version);
        _frame.Records.Unsigned(_space.LastInodeId);
        _frame.Records.Unsigned(_space.LastBlockId);
        _frame.Records.Unsigned(_space.LastGenerationStamp);
    }

    private void WriteLayout(in FileLayout layout)
    {
        Begin(ImageRecord.Layout);
        _frame.Records.Unsigned(layout.BlockSize);
        _frame.Records.Unsigned(layout.Replication);
        _frame.Records.Byte(layout.StoragePolicy);
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
        _frame.Records.Unsigned(_layouts.NumberOf(file.Layout));
        _frame.Records.Unsigned(file.BlockCount);
        BlockState last = default;
        for (var i = 0; i < file.BlockCount; i++)
        {
            var id = _space.Tree.Blocks[handle, i];
            if (!_space.Blocks.TryGet(id, out var info))
            {
                throw new InvalidOperationException($"Block {id} belongs to inode {file.Id} and the block side does not know it.");
            }

            _frame.Records.Unsigned(id);
            _frame.Records.Unsigned(info.Block.Length);
            _frame.Records.Unsigned(info.Block.GenerationStamp);
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
        _frame.Records.Text(open.Lease.Holder);
        _frame.Records.Text(open.Machine);
        _frame.Records.Byte(open.LastIsOpen ? (byte)1 : (byte)0);
        _frame.Records.Unsigned(open.LastLength);
        _frame.Records.Byte((byte)(last == BlockState.UnderRecovery ? BlockState.UnderConstruction : last));
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
        _frame.Records.Fixed(entry.Key.ClientHigh);
        _frame.Records.Fixed(entry.Key.ClientLow);
        _frame.Records.Unsigned(entry.Key.CallId);
        _frame.Records.Signed(entry.Expires);
        _frame.Records.Bytes(entry.Answer);
        _answersWritten++;
    }

    private void WriteEnd()
    {
        var totals = _space.Tree.TotalsOf(_space.Tree.Root);
        Begin(ImageRecord.End);
        _frame.Records.Unsigned(totals.Files);
        _frame.Records.Unsigned(totals.Directories);
        _frame.Records.Unsigned(_space.ReachableOpenFiles());
        _frame.Records.Unsigned(_answersWritten);
        _ended = true;
    }

    private void WriteName(int handle)
    {
        _frame.Records.Unsigned(_space.Tree[handle].Id);
        _frame.Records.Bytes(_space.Tree.NameOf(handle));
    }

    private void WriteTimesAndAttributes(int handle)
    {
        ref var inode = ref _space.Tree[handle];
        _frame.Records.Signed(inode.ModificationTime);
        _frame.Records.Signed(inode.AccessTime - inode.ModificationTime);
        _frame.Records.Unsigned(_attributes.NumberOf(inode.Attributes));
    }

    private void Begin(ImageRecord record) => _frame.Records.Byte((byte)record);
}
