using Google.Protobuf.Reflection;
using Hathi.Hadoop.Tokens;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>A server with things in it that requests can be about.</summary>
internal interface IWorld
{
    /// <summary>Every method that it answers.</summary>
    IReadOnlyList<ServedMethod> Methods { get; }

    /// <summary>Who calls a method: an ordinary user and the superuser, as far as it is not his to end the server.</summary>
    IReadOnlyList<string> UsersOf(ServedMethod method);

    /// <summary>Completes when the server has ended by itself.</summary>
    Task Failed { get; }

    /// <summary>Starts the server again from what it left, so that one fault does not hide the others.</summary>
    Task ReviveAsync();

    /// <summary>Makes again what a call may have taken away. Called before every call: cheap when all is there.</summary>
    Task PrepareAsync(ServedMethod method);

    /// <summary>What a field of a request to a method holds, see <see cref="Requests.Template"/>.</summary>
    object? Known(ServedMethod method, FieldDescriptor field);

    /// <summary>Ids and names of other things, and of nobody, for a field.</summary>
    IEnumerable<object> Others(FieldDescriptor field);

    /// <summary>What a caller of a method proves to be somebody with; null: nothing.</summary>
    Token? TokenFor(ServedMethod method);

    /// <summary>Whether a method may answer late on purpose, when it has news: its calls are not waited for one by one.</summary>
    bool AnswersLate(ServedMethod method) => false;

    /// <summary>An ordinary call of somebody else, over a connection of its own; it must be answered as it should.</summary>
    Task ProbeAsync();
}
