using Hathi.Ring.Protocol.Envelopes;

namespace Hathi.Ring.Client.Wire;

/// <summary>Takes envelopes as they come.</summary>
internal interface IAnswerSink
{
    /// <summary>Takes one.</summary>
    /// <param name="header">As it came.</param>
    /// <param name="body">Not compressed any more; gone with the return.</param>
    void Take(in EnvelopeHeader header, ReadOnlySpan<byte> body);
}
