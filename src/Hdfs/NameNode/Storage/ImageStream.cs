using System.Buffers;
using Hathi.Hdfs.Core.Image;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.NameNode.Storage;

/// <summary>The Core's image to and from a snapshot of the log; the Core itself knows no streams.</summary>
internal static class ImageStream
{
    private const int BufferBytes = 256 * 1024;

    public static void Write(NameNodeCore core, Stream stream)
    {
        var image = new ImageWriter(core);
        var buffer = new ArrayBufferWriter<byte>(BufferBytes);
        bool more;
        do
        {
            more = image.WriteNext(buffer);
            stream.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
        while (more);
    }

    /// <exception cref="FormatException">The image is damaged or of a version that is not known here.</exception>
    public static void Read(Stream stream, NameNodeCore core)
    {
        var image = new ImageReader(core);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = stream.Read(buffer)) > 0)
            {
                image.Read(buffer.AsSpan(0, read));
            }

            image.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
