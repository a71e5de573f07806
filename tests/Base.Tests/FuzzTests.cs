using System.Buffers.Binary;

namespace Hathi.Base.Tests;

/// <summary>What damaged bytes bring to light, on decoders that were made with the fault.</summary>
public sealed class FuzzTests
{
    private const int LengthBytes = 4;

    [Fact]
    public void A_sound_decoder_passes() => Of(static bytes => Length(bytes), Patience.Limit).Run();

    [Fact]
    public void Another_exception_is_found() => Finds("fails with seed", static bytes => _ = bytes[Length(bytes)]);

    [Fact]
    public void An_exception_that_derives_from_a_refusal_is_another() =>
        Finds("fails with seed", static bytes => _ = Length(bytes) > 4 ? throw new UriFormatException() : 0);

    [Fact]
    public void Room_for_what_the_bytes_claim_is_found() =>
        Finds("allocates", static bytes => _ = new byte[Math.Min(Length(bytes), 64 << 20)]);

    [Fact]
    public void Who_refuses_nothing_is_found() => Finds("refuses 0 of", static _ => { });

    [Fact]
    public void Who_refuses_good_bytes_is_found() => Finds("refuses good bytes", static _ => throw new FormatException());

    [Fact]
    public void What_has_no_end_is_found()
    {
        using var end = new ManualResetEvent(initialState: false);
        var fuzz = Of(bytes => _ = Length(bytes) > 4 && end.WaitOne(Patience.Limit), TimeSpan.FromMilliseconds(100));
        var failure = Assert.ThrowsAny<Exception>(fuzz.Run);
        end.Set();
        Assert.Contains("does not come to an end with seed", failure.Message, StringComparison.Ordinal);
    }

    private static void Finds(string message, Action<byte[]> decode) =>
        Assert.Contains(message, Assert.ThrowsAny<Exception>(Of(decode, Patience.Limit).Run).Message, StringComparison.Ordinal);

    private static Fuzz Of(Action<byte[]> decode, TimeSpan limit) => new()
    {
        Of = "a decoder",
        Good = [[1, 0, 0, 0, 7]],
        Decode = decode,
        Refusals = [typeof(FormatException)],
        Limit = limit,
    };

    private static int Length(byte[] bytes) =>
        bytes.Length >= LengthBytes && BinaryPrimitives.ReadInt32LittleEndian(bytes) is >= 0 and var length
        ? length
        : throw new FormatException("no length");
}
