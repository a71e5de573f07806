namespace Hathi.Ring.Node.Connections;

/// <summary>What a connection has to wait for before it goes on with what it has received.</summary>
internal enum NeedKind
{
    /// <summary>For nothing.</summary>
    Nothing,

    /// <summary>More bytes, into a buffer of so many.</summary>
    Bytes,

    /// <summary>Room for a segment of so many bytes.</summary>
    RoomForSegment,

    /// <summary>Room for a message of so many bytes.</summary>
    RoomForMessage,

    /// <summary>Room for a request of so many bytes.</summary>
    RoomForRequest,

    /// <summary>One of its requests to be answered.</summary>
    Slot,

    /// <summary>Its client to read answers.</summary>
    RoomForAnswers,

    /// <summary>Whether its client is who it says.</summary>
    Authentication,

    /// <summary>It is over.</summary>
    End,
}

/// <summary>What to wait for.</summary>
/// <param name="Kind">What.</param>
/// <param name="Bytes">How many.</param>
internal readonly record struct Need(NeedKind Kind, long Bytes)
{
    /// <summary>Nothing.</summary>
    public static Need Nothing => default;

    /// <summary>Whether there is nothing to wait for.</summary>
    public bool IsNothing => Kind == NeedKind.Nothing;

    /// <summary>Without a number.</summary>
    public static Need Of(NeedKind kind) => new(kind, 0);
}
