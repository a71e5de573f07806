using System.Text;
using Hathi.Platform.Disk;

namespace Hathi.Platform.Archives;

/// <summary>
/// A directory that names of strangers are put into, and nothing outside of it: each name is followed by hand, as the system would follow
/// it, through the links that are there already, and refused as soon as it leaves. Nobody else writes into the directory meanwhile.
/// </summary>
internal sealed class ConfinedDirectory(string root)
{
    /// <summary>Bytes that a link's target may have (limits.h, PATH_MAX): the system takes no longer one.</summary>
    internal const int LongestTarget = 4095;

    /// <summary>
    /// Components that a name may have, with those of links on its way: each is looked up, and the system looks up all before it each time.
    /// </summary>
    internal const int MostComponents = 512;

    /// <summary>Characters of a name in a message.</summary>
    private const int ShownCharacters = 200;

    /// <summary>Links that one name may lead through (path_resolution(7)): a circle ends here.</summary>
    private const int MostLinks = 40;

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    // The directory of the entry before, in which the next one mostly lies: no link is on its way, and none can come in
    // the place of a directory.
    private string _last = "";

    /// <summary>Makes a directory and those above it.</summary>
    /// <exception cref="IOException">It would lie outside, or cannot be made.</exception>
    internal void Create(string name) => Make(Follow(name, whole: true));

    /// <summary>
    /// The path where a file of this name is to be made; its directory is there, and nothing but perhaps a file of that name.
    /// </summary>
    /// <exception cref="IOException">It would lie outside, or its directory cannot be made.</exception>
    internal string Place(string name)
    {
        var path = Follow(name, whole: false);
        if (path == _root)
        {
            throw new ArchiveException($"The entry {name} is the directory itself.", null);
        }

        Make(Path.GetDirectoryName(path)!);
        if (IsLink(path))
        {
            File.Delete(path);
        }

        return path;
    }

    /// <summary>Makes a symbolic link that leads wherever it says.</summary>
    /// <exception cref="IOException">It would lie outside, or cannot be made.</exception>
    internal void Link(string name, string target)
    {
        Bound(target);
        if (target.Length == 0 || target.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArchiveException($"The link {Shown(name)} leads to no path.", null);
        }

        File.CreateSymbolicLink(Freed(name), target);
    }

    /// <summary>Gives a file of this directory a second name.</summary>
    /// <exception cref="IOException">One of them would lie outside, there is no such file, or it is a link.</exception>
    internal void HardLink(string name, string target)
    {
        var existing = Follow(target, whole: false);
        if (IsLink(existing) || !File.Exists(existing))
        {
            throw new ArchiveException(
                $"The entry {Shown(name)} is a hard link to {Shown(target)}, which is no file of the archive so far.", null);
        }

        var path = Place(name);
        if (path != existing)
        {
            HardLinks.Create(existing, Freed(name));
        }
    }

    private string Freed(string name)
    {
        var path = Place(name);
        File.Delete(path);
        return path;
    }

    // The components that are still to be followed lie on a stack, the next one on top.
    private string Follow(string name, bool whole)
    {
        Bound(name);
        var (path, links, components) = (_root, 0, 0);
        var ahead = new Stack<string>();
        Push(ahead, name);
        while (ahead.TryPop(out var component))
        {
            if (component == "..")
            {
                path = path.Length > _root.Length ? Path.GetDirectoryName(path)! : throw Outside(name);
                continue;
            }

            var next = path + "/" + component;
            if (++components > MostComponents || next.Length > LongestTarget)
            {
                throw TooLong(name);
            }

            if ((!whole && ahead.Count == 0) || IsOnLast(next) || !IsLink(next))
            {
                path = next;
                continue;
            }

            var target = new FileInfo(next).LinkTarget!;
            if (target.StartsWith('/') || ++links > MostLinks)
            {
                throw Outside(name);
            }

            Push(ahead, target);
        }

        return path;
    }

    // An absolute name is one below this directory, as tar and Java's File have it.
    private static void Push(Stack<string> ahead, string path)
    {
        var components = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = components.Length - 1; i >= 0; i--)
        {
            if (components[i] != ".")
            {
                ahead.Push(components[i]);
            }
        }
    }

    private void Make(string directory)
    {
        if (directory != _last)
        {
            Directory.CreateDirectory(directory);
            _last = directory;
        }
    }

    private bool IsOnLast(string path) =>
        _last.StartsWith(path, StringComparison.Ordinal) && (_last.Length == path.Length || _last[path.Length] == '/');

    private static void Bound(string name)
    {
        if (name.Length > LongestTarget || Encoding.UTF8.GetByteCount(name) > LongestTarget)
        {
            throw TooLong(name);
        }
    }

    private static ArchiveException TooLong(string name) => new(
        $"The entry {Shown(name)} has a name or leads to a path of more than {LongestTarget} bytes or {MostComponents} components.", null);

    // A message is no place for kilobytes of somebody's text.
    private static string Shown(string name) => name.Length <= ShownCharacters ? name : name[..ShownCharacters] + "…";

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static ArchiveException Outside(string name) =>
        new($"The entry {Shown(name)} would be unpacked outside of its directory.", null);
}
