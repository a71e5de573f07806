using System.Security.Cryptography;
using System.Text;

namespace Hathi.Ring.Core.Schema;

/// <summary>
/// A number that equal schemas have and others have not. Of each keyspace, table and type comes what a user can say of it, and its id:
/// texts with their lengths, in the order of names. Tables remember theirs, so that a change costs no look at all the others.
/// </summary>
internal static class SchemaDigest
{
    private const int VersionByte = 6;
    private const int VariantByte = 8;

    /// <summary>Of all that users may change.</summary>
    public static Guid Of(RingSchema schema)
    {
        var all = new DigestText();
        foreach (var keyspace in schema.Keyspaces.Values)
        {
            if (keyspace.Kind is KeyspaceKind.User or KeyspaceKind.Replicated)
            {
                Add(all, keyspace);
            }
        }

        // A UUID whose version says that it was made of something, as Cassandra's is.
        var bytes = all.Hash().AsSpan(0, 16);
        bytes[VersionByte] = (byte)((bytes[VersionByte] & 0x0F) | 0x30);
        bytes[VariantByte] = (byte)((bytes[VariantByte] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Of one table.</summary>
    public static byte[] Of(TableDefinition table)
    {
        var text = new DigestText().Add(table.Keyspace).Add(table.Name).Add(table.Id.ToString());
        text.Add(table.IsCounter ? 1 : 0).Add(table.NextColumnId);
        foreach (var column in table.Columns)
        {
            text.Add(column.Name).Add((int)column.Kind).Add(column.Position).Add(column.Id).Add(column.TypeText);
            text.Add(column.IsDescending ? 1 : 0);
        }

        foreach (var dropped in table.Dropped)
        {
            text.Add(dropped.Name).Add((int)dropped.Kind).Add(CqlTypeText.Of(dropped.Type, dropped.IsMultiCell)).Add(dropped.DroppedAt);
        }

        foreach (var (name, value) in OptionTexts.Of(table.Options))
        {
            text.Add(name).Add(value);
        }

        return text.Hash();
    }

    private static void Add(DigestText all, Keyspace keyspace)
    {
        all.Add(keyspace.Name).Add(keyspace.IsDurable ? 1 : 0).Add(keyspace.Replication.JavaClass);
        foreach (var (name, value) in keyspace.Replication.Options)
        {
            all.Add(name).Add(value);
        }

        all.Add(keyspace.Types.Count);
        foreach (var type in keyspace.Types.Values)
        {
            all.Add(type.Name).Add(type.Fields.Length);
            foreach (var field in type.Fields)
            {
                all.Add(field.Name).Add(field.TypeText);
            }
        }

        all.Add(keyspace.Tables.Count);
        foreach (var table in keyspace.Tables.Values)
        {
            all.Add(table.Digest);
        }
    }
}

/// <summary>What goes into a digest, one behind the other.</summary>
internal sealed class DigestText
{
    private readonly List<byte> _bytes = [];

    public DigestText Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    public DigestText Add(long number) => Add(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public DigestText Add(byte[] bytes)
    {
        _bytes.AddRange(BitConverter.GetBytes(bytes.Length));
        _bytes.AddRange(bytes);
        return this;
    }

    public byte[] Hash() => SHA256.HashData(_bytes.ToArray());
}
