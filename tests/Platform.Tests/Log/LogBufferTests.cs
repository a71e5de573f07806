using Hathi.Log;

namespace Hathi.Platform.Tests.Log;

public sealed class LogBufferTests
{
    [Theory]
    [InlineData(LogBuffer.KeptBytes / 2, true)]
    [InlineData(LogBuffer.KeptBytes, false)] // with its header
    [InlineData(4 * LogBuffer.KeptBytes, false)]
    public void What_a_large_batch_needed_is_given_back(int bytes, bool isKept)
    {
        var buffer = new LogBuffer(Guid.NewGuid());
        buffer.Add(1, new byte[bytes]);
        buffer.Clear();
        Assert.Equal(isKept, buffer.Room > bytes);
        Assert.InRange(buffer.Room, 1, LogBuffer.KeptBytes);
        buffer.Add(2, "edit"u8);
        Assert.Equal((2, 2), (buffer.FirstIndex, buffer.LastIndex));
    }
}
