namespace Hathi.Ring.Protocol.Envelopes;

/// <summary>What both directions have in common.</summary>
internal static class BodyParts
{
    /// <summary>Refuses a flag that version 3 does not have.</summary>
    internal static void NeedVersion4(in EnvelopeHeader header, string flag)
    {
        if (header.Version < (byte)ProtocolVersion.V4)
        {
            throw ProtocolException.Damaged($"Received frame with {flag} flag for native protocol version < 4");
        }
    }
}
