namespace Hathi.Base;

/// <summary>What a field of a message becomes in memory.</summary>
public enum WireKind : byte
{
    /// <summary>No field of the message: its bytes are kept as they are.</summary>
    Unknown,

    /// <summary>One number that is a varint on the wire: it has its place in the message.</summary>
    Number,

    /// <summary>A list of numbers that are varints on the wire, packed or not.</summary>
    Varints,

    /// <summary>One number of four or eight bytes.</summary>
    FixedNumber,

    /// <summary>A list of numbers of four or eight bytes, packed or not.</summary>
    Fixed,

    /// <summary>A string, or a list of them.</summary>
    Text,

    /// <summary>Bytes, or a list of such.</summary>
    Bytes,

    /// <summary>A message, or a list of them.</summary>
    Message,
}

/// <summary>The fields of one type of message. Made once a type.</summary>
public sealed class WireShape
{
    /// <summary>An object's header, the reference to fields that are not known, and the flags of those that are there.</summary>
    private const int ObjectBytes = 40;

    /// <summary>A reference or a number of eight bytes.</summary>
    private const int FieldBytes = 8;

    /// <summary>A list is made with its message, empty or not.</summary>
    private const int ListBytes = 40;

    private readonly WireField[] _byNumber;

    /// <summary>The shape of a message with these fields.</summary>
    /// <param name="fields">All of them. Their numbers are small in Hadoop's protocols: they are looked up in an array.</param>
    /// <param name="lists">How many of them are lists.</param>
    public WireShape(WireField[] fields, int lists)
    {
        Size = ObjectBytes + (FieldBytes * fields.Length) + (ListBytes * lists);
        _byNumber = new WireField[fields.Length == 0 ? 0 : fields.Max(static field => field.Number) + 1];
        foreach (var field in fields)
        {
            _byNumber[field.Number] = field;
        }
    }

    /// <summary>Of a message of which no field is known.</summary>
    public static WireShape Unknown { get; } = new([], 0);

    /// <summary>Bytes that an empty message takes in memory, about.</summary>
    public int Size { get; }

    /// <summary>The shape of messages of a type; null: they do not tell.</summary>
    public static WireShape? Of<T>() => ShapeOf<T>.Value;

    /// <summary>The field of a number.</summary>
    public WireField Find(uint number) => number < (uint)_byNumber.Length ? _byNumber[number] : default;

    private static class ShapeOf<T>
    {
        public static readonly WireShape? Value = (Activator.CreateInstance<T>() as IWireShaped)?.Shape;
    }
}

/// <summary>One field of a message.</summary>
/// <param name="Number">Its number on the wire.</param>
/// <param name="Kind">What it becomes.</param>
/// <param name="Inner">Of a message: its shape, looked up when it is met, for messages may hold their own kind.</param>
public readonly record struct WireField(int Number, WireKind Kind, Func<WireShape?>? Inner)
{
    /// <summary>A field that holds no message.</summary>
    public static WireField Plain(int number, WireKind kind) => new(number, kind, null);

    /// <summary>A field whose type the compiler reads from its property: a message, or an enum of another project.</summary>
    public static WireField Of<TMessage, TField>(int number, Func<TMessage, TField> property) =>
        typeof(TField).IsEnum ? Plain(number, WireKind.Number) : new(number, WireKind.Message, WireShape.Of<TField>);

    /// <inheritdoc cref="Of"/>
    public static WireField ListOf<TMessage, TField>(int number, Func<TMessage, IList<TField>> property) =>
        typeof(TField).IsEnum ? Plain(number, WireKind.Varints) : new(number, WireKind.Message, WireShape.Of<TField>);
}
