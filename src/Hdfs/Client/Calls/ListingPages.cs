using Google.Protobuf;
using Hathi.Base;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Calls;

/// <summary>
/// The pages of one listing, held against what a listing is: each goes on behind the one before, and nothing in a directory has no name.
/// Without that a server could keep a client for ever, with the same page again or with a directory that is its own child.
/// For one caller at a time.
/// </summary>
internal sealed class ListingPages(string path)
{
    // Which bytes come first above 127 depends on the server's version; what turns in a circle rises in neither order.
    private bool _risesUnsigned = true;
    private bool _risesSigned = true;

    /// <summary>The last name that was listed; empty before the first page.</summary>
    internal ByteString After { get; private set; } = ByteString.Empty;

    /// <exception cref="IOException">It is no page of this listing.</exception>
    internal void Take(DirectoryListingProto page)
    {
        if (page.PartialListing.Count == 0)
        {
            if (page.RemainingEntries > 0)
            {
                throw new EnvironmentException(
                    $"The NameNode lists nothing of {path} behind \"{After.ToStringUtf8()}\", "
                    + $"though {page.RemainingEntries} more entries are there, as it says.");
            }

            return;
        }

        foreach (var entry in page.PartialListing)
        {
            // The listing of a file is the file itself, without a name.
            if (entry.Path.Length == 0 && (entry.FileType == HdfsFileStatusProto.Types.FileType.IsDir || page.PartialListing.Count > 1))
            {
                throw new EnvironmentException($"The NameNode lists something without a name in {path}.");
            }
        }

        var last = page.PartialListing[^1].Path;
        _risesUnsigned &= After.Span.SequenceCompareTo(last.Span) < 0;
        _risesSigned &= CompareSigned(After.Span, last.Span) < 0;
        if (!_risesUnsigned && !_risesSigned && page.RemainingEntries > 0)
        {
            throw new EnvironmentException(
                $"The NameNode lists {path} in a circle: behind \"{After.ToStringUtf8()}\" comes \"{last.ToStringUtf8()}\".");
        }

        After = last;
    }

    private static int CompareSigned(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var same = a.CommonPrefixLength(b);
        return same == a.Length || same == b.Length ? a.Length.CompareTo(b.Length) : ((sbyte)a[same]).CompareTo((sbyte)b[same]);
    }
}
