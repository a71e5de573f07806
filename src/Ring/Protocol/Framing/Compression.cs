namespace Hathi.Ring.Protocol.Framing;

/// <summary>What STARTUP agrees on.</summary>
public enum Compression
{
    /// <summary>Nothing is compressed.</summary>
    None = 0,

    /// <summary>Bodies in versions 3 and 4, segments in version 5.</summary>
    Lz4 = 1,

    /// <summary>Bodies in versions 3 and 4.</summary>
    Snappy = 2,
}
