using System.Text;

namespace Hathi.Hdfs.Core.Namespace;

/// <summary>
/// A path cut into components, with the inodes that are there (INodesInPath). The first component is the root. Scratch memory that is used
/// again for the next call: never kept beyond one.
/// </summary>
internal sealed class ResolvedPath
{
    // Usual paths need no more; a longer one has its memory for as long as it is in use.
    private const int UsualBytes = 512;
    private const int UsualParts = 32;

    /// <summary>
    /// Bytes, and components, that are kept for the next path: the longest that can be made has 24,000 bytes in 1,000 levels.
    /// </summary>
    private const int KeptBytes = 32 * 1024;
    private const int KeptParts = 1024;

    private byte[] _bytes = new byte[UsualBytes];
    private int _length;
    private (int Start, int Length)[] _parts = new (int, int)[UsualParts];
    private int[] _handles = new int[UsualParts];
    private string? _text;

    /// <summary>Bytes of names that there is room for.</summary>
    internal int Capacity => _bytes.Length;

    /// <summary>Components, the root among them: at least 1.</summary>
    public int Count { get; private set; }

    /// <summary>How many components, from the root on, are there.</summary>
    public int Existing { get; private set; }

    /// <summary>It came as /.reserved/raw/….</summary>
    public bool IsRaw { get; set; }

    /// <summary>The inode of a component; 0 when it is not there.</summary>
    public int this[int index] => index >= 0 && index < Existing ? _handles[index] : 0;

    /// <summary>The inode that the whole path names; 0 when there is none.</summary>
    public int Last => this[Count - 1];

    /// <summary>The inode of the component before the last; 0 when it is not there or the path is the root.</summary>
    public int Parent => this[Count - 2];

    /// <summary>The inode that exists and is nearest to the end of the path.</summary>
    public int LastExisting => _handles[Existing - 1];

    public ReadOnlySpan<byte> LastName => Name(Count - 1);

    public ReadOnlySpan<byte> Name(int index) => _bytes.AsSpan(_parts[index].Start, _parts[index].Length);

    /// <summary>The path without doubled or trailing separators and without reserved prefixes.</summary>
    public string Text => _text ??= TextTo(Count - 1);

    public string ParentText => TextTo(Count - 2);

    /// <summary>The path up to a component.</summary>
    public string TextTo(int index)
    {
        if (index <= 0)
        {
            return "/";
        }

        var text = new StringBuilder();
        for (var i = 1; i <= index; i++)
        {
            text.Append('/').Append(Encoding.UTF8.GetString(Name(i)));
        }

        return text.ToString();
    }

    /// <summary>Starts over with the root alone.</summary>
    public void Reset(int root)
    {
        if (_bytes.Length > KeptBytes || _parts.Length > KeptParts)
        {
            _bytes = new byte[UsualBytes];
            _parts = new (int, int)[UsualParts];
            _handles = new int[UsualParts];
        }

        _length = 0;
        _text = null;
        IsRaw = false;
        _parts[0] = default;
        _handles[0] = root;
        Count = Existing = 1;
    }

    /// <summary>Adds a component whose inode is not known.</summary>
    public void Add(ReadOnlySpan<byte> name)
    {
        EnsureRoom(name.Length);
        name.CopyTo(_bytes.AsSpan(_length));
        _parts[Count++] = (_length, name.Length);
        _length += name.Length;
        _text = null;
    }

    /// <summary>Cuts a path and adds its components; separators may be doubled or trailing.</summary>
    public void AddAll(string path)
    {
        EnsureRoom(Encoding.UTF8.GetMaxByteCount(path.Length));
        var end = _length + Encoding.UTF8.GetBytes(path, _bytes.AsSpan(_length));
        for (var at = _length; at < end;)
        {
            var slash = _bytes.AsSpan(at, end - at).IndexOf((byte)'/');
            var length = slash < 0 ? end - at : slash;
            if (length > 0)
            {
                EnsureRoom(0);
                _parts[Count++] = (at, length);
            }

            at += length + 1;
        }

        _length = end;
    }

    /// <summary>The next component that has none yet is this inode.</summary>
    public void Found(int handle) => _handles[Existing++] = handle;

    /// <summary>What the last component named is gone, or has another inode now.</summary>
    public void SetLast(int handle)
    {
        Existing = Count - 1;
        if (handle != 0)
        {
            Found(handle);
        }
    }

    /// <summary>Replaces the first components by those of another path: what remains keeps its bytes.</summary>
    public void ReplaceStart(int components, ResolvedPath start)
    {
        var rest = new byte[Count - components][];
        for (var i = 0; i < rest.Length; i++)
        {
            rest[i] = Name(components + i).ToArray();
        }

        Reset(_handles[0]);
        for (var i = 1; i < start.Count; i++)
        {
            Add(start.Name(i));
        }

        foreach (var name in rest)
        {
            Add(name);
        }
    }

    private void EnsureRoom(int bytes)
    {
        if (_length + bytes > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes));
        }

        if (Count == _parts.Length)
        {
            Array.Resize(ref _parts, Count * 2);
            Array.Resize(ref _handles, Count * 2);
        }
    }
}
