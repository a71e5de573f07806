using Hathi.Base;
using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Image;

/// <summary>Reads an image (<see cref="ImageFormat"/>) into an empty core.</summary>
public sealed class ImageReader : IImageReader
{
    private readonly NameSpace _space;
    private readonly SharedTable<Attributes> _attributes;
    private readonly SharedTable<FileLayout> _layouts;
    private readonly Stack<int> _open = new();
    private readonly ImageFrameReader _frames;
    private int _lastFile;
    private long _openFiles;
    private long _answers;
    private bool _headed;
    private bool _ended;

    /// <param name="core">A new core that was neither stepped nor replayed into.</param>
    public ImageReader(NameNodeCore core)
    {
        ArgumentNullException.ThrowIfNull(core);
        _space = core.Space;
        _frames = new ImageFrameReader(ImageFormat.MaxFrameBytes, ReadFrame, Damaged);
        _attributes = new SharedTable<Attributes>(_space.Tree.AllAttributes);
        _layouts = new SharedTable<FileLayout>(_space.Tree.AllLayouts);
        if (_space.Tree.InodeCount != 1 || _space.Role != CoreRole.Loading)
        {
            throw new InvalidOperationException("An image is read into an empty name space only.");
        }
    }

    /// <inheritdoc/>
    public void Read(ReadOnlySpan<byte> bytes) => _frames.Read(bytes);

    /// <inheritdoc/>
    public void Finish()
    {
        if (!_ended || !_frames.IsAtEnd)
        {
            throw Damaged("ends too early");
        }
    }

    private void ReadFrame(ReadOnlySpan<byte> frame)
    {
        var reader = EditFields.Reader(frame, _space.Tree.Names);
        try
        {
            while (!reader.AtEnd)
            {
                ReadRecord(ref reader);
            }
        }
        catch (InvalidOperationException e)
        {
            throw Damaged($"has what cannot be twice ({e.Message})");
        }
    }

    private void ReadRecord(ref RecordReader reader)
    {
        var record = (ImageRecord)reader.Byte();
        if (_headed == (record == ImageRecord.Header) || _ended)
        {
            throw Damaged("does not begin with its header, or goes on behind its end");
        }

        switch (record)
        {
            case ImageRecord.Header:
                ReadHeader(ref reader);
                break;
            case ImageRecord.Attributes:
                _attributes.Add(reader.Attributes());
                break;
            case ImageRecord.Layout:
                ReadLayout(ref reader);
                break;
            case ImageRecord.Root:
                ReadRoot(ref reader);
                break;
            case ImageRecord.Directory:
                ReadDirectory(ref reader);
                break;
            case ImageRecord.File:
                ReadFile(ref reader);
                break;
            case ImageRecord.OpenFile:
                ReadOpenFile(ref reader);
                break;
            case ImageRecord.EndOfDirectory:
                EndDirectory();
                break;
            case ImageRecord.Answer:
                ReadAnswer(ref reader);
                break;
            case ImageRecord.End:
                ReadEnd(ref reader);
                break;
            default:
                throw Damaged($"has a record of the unknown kind {(int)record}");
        }
    }

    private void ReadHeader(ref RecordReader reader)
    {
        foreach (var b in ImageFormat.Magic)
        {
            if (reader.Byte() != b)
            {
                throw Damaged("has no image header");
            }
        }

        var version = reader.Unsigned();
        if (version != ImageFormat.Version)
        {
            throw Damaged($"has version {version}, this program reads version {ImageFormat.Version}");
        }

        _space.LastInodeId = reader.Unsigned();
        _space.LastBlockId = reader.Unsigned();
        _space.LastGenerationStamp = reader.Unsigned();
        _headed = true;
    }

    private void ReadLayout(ref RecordReader reader)
    {
        var blockSize = reader.Unsigned();
        var replication = (short)reader.Unsigned();
        _layouts.Add(new FileLayout(blockSize, replication, reader.Byte()));
    }

    private void ReadRoot(ref RecordReader reader)
    {
        var root = _space.Tree.Root;
        ref var inode = ref _space.Tree[root];
        inode.ModificationTime = reader.Signed();
        inode.AccessTime = inode.ModificationTime + reader.Signed();
        _space.Tree.SetAttributes(root, _attributes.At(reader.Count()));
        _open.Push(root);
    }

    private void ReadDirectory(ref RecordReader reader)
    {
        var parent = Parent();
        var id = NewId(ref reader);
        var name = Name(ref reader, parent);
        var modification = reader.Signed();
        var access = modification + reader.Signed();
        var handle = _space.Tree.AddDirectory(parent, id, name, _attributes.Acquire(reader.Count()), modification);
        _space.Tree[handle].AccessTime = access;
        _open.Push(handle);
    }

    private void ReadFile(ref RecordReader reader)
    {
        var tree = _space.Tree;
        var parent = Parent();
        var id = NewId(ref reader);
        var name = Name(ref reader, parent);
        var modification = reader.Signed();
        var access = modification + reader.Signed();
        var attributes = _attributes.Acquire(reader.Count());
        var layout = _layouts.Acquire(reader.Count());
        _lastFile = tree.NewFile(id, name, attributes, layout, modification, access);
        long length = 0;
        var replication = tree.LayoutOf(_lastFile).Replication;
        for (var left = reader.Count(); left > 0; left--)
        {
            var blockId = reader.Unsigned();
            var blockLength = reader.Unsigned();
            var block = new Block(blockId, blockLength, reader.Unsigned());
            _space.Blocks.Add(block, BlockState.Complete, id, replication, []);
            tree.Blocks.Add(_lastFile, blockId);
            length += blockLength;
        }

        tree[_lastFile].Length = length;
        tree.Link(_lastFile, parent);
    }

    private void ReadOpenFile(ref RecordReader reader)
    {
        var tree = _space.Tree;
        if (_lastFile == 0 || tree[_lastFile].IsUnderConstruction)
        {
            throw Damaged("has a writer without a file");
        }

        ref var file = ref tree[_lastFile];
        file.Flags |= InodeFlags.UnderConstruction;
        var holder = reader.Text();
        var open = _space.Leases.Open(file.Id, holder, user: null, reader.Name(), now: 0);
        var lastIsOpen = reader.Byte() != 0;
        open.LastLength = reader.Unsigned();
        var state = (BlockState)reader.Byte();
        if (file.BlockCount > 0 && state != BlockState.Complete)
        {
            var last = _space.BlockOf(tree.Blocks.Last(_lastFile));
            _space.Blocks.Reopen(last.Id, last.GenerationStamp, last.Length, []);
            if (state == BlockState.Committed)
            {
                _space.Blocks.Commit(last.Id, last.Length, last.GenerationStamp);
            }
        }

        _space.SetLast(_lastFile, open, open.LastLength, lastIsOpen);
        _openFiles++;
    }

    private void EndDirectory()
    {
        if (!_open.TryPop(out _))
        {
            throw Damaged("ends a directory that it has not begun");
        }
    }

    private void ReadAnswer(ref RecordReader reader)
    {
        var high = reader.Fixed();
        var low = reader.Fixed();
        var key = new CallKey(high, low, reader.Count());
        var expires = reader.Signed();
        _space.RetryCache.Add(key, expires, reader.Bytes().ToArray(), now: 0);
        _answers++;
    }

    private void ReadEnd(ref RecordReader reader)
    {
        var totals = _space.Tree.TotalsOf(_space.Tree.Root);
        var (files, directories, openFiles, answers) = (reader.Unsigned(), reader.Unsigned(), reader.Unsigned(), reader.Unsigned());
        if (_open.Count > 0 || files != totals.Files || directories != totals.Directories || openFiles != _openFiles || answers != _answers)
        {
            throw Damaged($"says that it holds {files} files, {directories} directories, {openFiles} open files and {answers} answers, "
                + $"and holds {totals.Files}, {totals.Directories}, {_openFiles} and {_answers}");
        }

        _ended = true;
    }

    private int Parent() => _open.TryPeek(out var parent) ? parent : throw Damaged("has an inode outside of any directory");

    private long NewId(ref RecordReader reader)
    {
        var id = reader.Unsigned();
        return id > NameTree.RootId && id <= _space.LastInodeId && _space.Tree.Find(id) == 0
            ? id
            : throw Damaged($"has an impossible inode id {id}");
    }

    // Names of a directory grow: anything else is damage, and would cost a search.
    private ReadOnlySpan<byte> Name(ref RecordReader reader, int parent)
    {
        var name = reader.Bytes();
        var last = _space.Tree.Children.Last(ref _space.Tree.DirectoryOf(parent));
        if (name.Length is < 1 or > ushort.MaxValue || (last != 0 && Children.Compare(_space.Tree.NameOf(last), name) >= 0))
        {
            throw Damaged("has names that are out of order or of an impossible length");
        }

        return name;
    }

    internal static FormatException Damaged(string how) =>
        new($"The image of the name space {how}: it is damaged, or another version wrote it.");
}
