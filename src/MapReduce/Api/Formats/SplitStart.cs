using Hathi.Hdfs.Client;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// Where to start reading so that delimiters are found where a reader of the whole file finds them. A delimiter may lie across the start of
/// a split, and one such as LF LF may overlap itself; a place that lies inside no occurrence is safe.
/// </summary>
internal static class SplitStart
{
    /// <summary>At most so far back is looked: a longer chain of overlapping delimiters is no text with records.</summary>
    private const long MaxBack = 64 << 20;

    private const int StepBytes = 4096;

    /// <summary>A safe offset at or before <paramref name="start"/>, less than a delimiter before it in nearly all files.</summary>
    internal static long Find(FileReadStream file, long start, byte[] delimiter, string path, CancellationToken cancellationToken)
    {
        var safe = Math.Max(0, start - delimiter.Length + 1);
        var lowest = Math.Max(0, start - MaxBack);
        while (safe > lowest)
        {
            // Occurrences that straddle "safe" start after this, and end less than a delimiter behind it.
            var from = Math.Max(0, safe - StepBytes);
            var window = new byte[(int)(safe - from) + delimiter.Length - 1];
            var filled = Fill(file, from, window, cancellationToken);
            var moved = Straddling(window.AsSpan(0, filled), (int)(safe - from), delimiter);
            if (moved < 0)
            {
                return safe;
            }

            safe = from + moved;
        }

        return safe == 0
            ? 0
            : throw new InvalidDataException($"{path}: before byte {start} the record delimiter overlaps itself over more than {MaxBack} "
                + "bytes; such a file cannot be split. Set mapreduce.input.fileinputformat.split.minsize above its length.");
    }

    // Follows overlapping occurrences to the left as far as the window shows; the start of the leftmost, or -1 when nothing lies across.
    private static int Straddling(ReadOnlySpan<byte> window, int safe, ReadOnlySpan<byte> delimiter)
    {
        var found = -1;
        while (true)
        {
            var lowest = Math.Max(0, safe - delimiter.Length + 1);
            var end = Math.Min(window.Length, safe + delimiter.Length - 1);
            var at = end > lowest ? window[lowest..end].IndexOf(delimiter) : -1;
            if (at < 0 || lowest + at >= safe)
            {
                return found;
            }

            found = safe = lowest + at;
            if (safe < delimiter.Length)
            {
                // What lies before this window decides; look again from here.
                return found;
            }
        }
    }

    private static int Fill(FileReadStream file, long position, byte[] buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var n = Blocking.Wait(file.ReadAtAsync(position + filled, buffer.AsMemory(filled), cancellationToken));
            if (n == 0)
            {
                break;
            }

            filled += n;
        }

        return filled;
    }
}
