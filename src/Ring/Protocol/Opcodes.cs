namespace Hathi.Ring.Protocol;

/// <summary>Who sends which.</summary>
public static class Opcodes
{
    private const int Answers =
        (1 << (int)Opcode.Error) | (1 << (int)Opcode.Ready) | (1 << (int)Opcode.Authenticate) | (1 << (int)Opcode.Supported)
        | (1 << (int)Opcode.Result) | (1 << (int)Opcode.Event) | (1 << (int)Opcode.AuthChallenge) | (1 << (int)Opcode.AuthSuccess);

    private const int Requests =
        (1 << (int)Opcode.Startup) | (1 << (int)Opcode.Options) | (1 << (int)Opcode.Query) | (1 << (int)Opcode.Prepare)
        | (1 << (int)Opcode.Execute) | (1 << (int)Opcode.Register) | (1 << (int)Opcode.Batch) | (1 << (int)Opcode.AuthResponse);

    /// <summary>A number that means something, in one of the two directions.</summary>
    public static bool IsKnown(Opcode opcode) => IsRequest(opcode) || IsAnswer(opcode);

    /// <summary>Sent by clients.</summary>
    public static bool IsRequest(Opcode opcode) => Is(opcode, Requests);

    /// <summary>Sent by servers, events too.</summary>
    public static bool IsAnswer(Opcode opcode) => Is(opcode, Answers);

    private static bool Is(Opcode opcode, int set) => (int)opcode < 32 && ((set >> (int)opcode) & 1) != 0;
}
