using System.Formats.Tar;

namespace Hathi.Platform.Archives;

/// <summary>The members of a tar archive, in their order, as <c>tar -x</c> leaves them. Source: FileUtil.unTarUsingTar.</summary>
internal static class TarUnpacking
{
    /// <exception cref="IOException">It is damaged, holds a device, or a member would land outside.</exception>
    internal static void All(Stream archive, ConfinedDirectory directory)
    {
        using var bounded = new BoundedTarStream(archive);
        using var tar = new TarReader(bounded, leaveOpen: true);
        while (tar.GetNextEntry() is { } entry)
        {
            bounded.IsInContent = true;
            Unpack(entry, directory);
            entry.DataStream?.CopyTo(Stream.Null); // what was not unpacked is content too, and read before the next header is looked for
            bounded.IsInContent = false;
        }
    }

    private static void Unpack(TarEntry entry, ConfinedDirectory directory)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.Directory or TarEntryType.DirectoryList:
                directory.Create(entry.Name);
                break;
            case TarEntryType.SymbolicLink:
                directory.Link(entry.Name, entry.LinkName);
                break;
            case TarEntryType.HardLink:
                directory.HardLink(entry.Name, entry.LinkName);
                break;
            case TarEntryType.CharacterDevice or TarEntryType.BlockDevice:
                throw new ArchiveException(
                    $"The entry {entry.Name} is a device: an archive that is localised holds files, directories and links.", null);
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile or TarEntryType.SparseFile
                or TarEntryType.Fifo:
                entry.ExtractToFile(directory.Place(entry.Name), overwrite: true);
                break;
            default:
                break; // Attributes of all members, labels of tapes: nothing that has a place.
        }
    }
}
