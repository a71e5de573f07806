using System.Buffers;
using System.Globalization;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Describing;

/// <summary>The cluster in a row; where a keyspace is in use whose rows are on the ring, with who holds what.</summary>
internal static class ClusterText
{
    private static readonly ImmutableArray<DescribedColumn> Columns =
    [
        new("cluster", NativeType.Varchar), new("partitioner", NativeType.Varchar), new("snitch", NativeType.Varchar),
    ];

    private static readonly DescribedColumn Ownership =
        new("range_ownership", new MapType(NativeType.Varchar, new ListType(NativeType.Varchar)));

    public static Description Of(RingView view, Keyspace? inUse)
    {
        byte[][] row = [DescribedRows.Bytes(view.ClusterName), DescribedRows.Bytes(view.Partitioner), DescribedRows.Bytes(view.Snitch)];
        return inUse is { Kind: KeyspaceKind.User or KeyspaceKind.Replicated }
            ? new Description([.. Columns, Ownership], [[.. row, Owners(view.OwnersOf(inUse))]])
            : new Description(Columns, [row]);
    }

    private static byte[] Owners(IReadOnlyList<(long Token, IReadOnlyList<string> Endpoints)> owners)
    {
        var map = new ArrayBufferWriter<byte>();
        ValueWriter.WriteCount(map, owners.Count);
        var byText = owners.Select(static o => (Token: o.Token.ToString(CultureInfo.InvariantCulture), o.Endpoints));
        foreach (var (token, endpoints) in byText.OrderBy(static o => o.Token, StringComparer.Ordinal))
        {
            ValueWriter.WriteField(map, DescribedRows.Bytes(token));
            var list = new ArrayBufferWriter<byte>();
            ValueWriter.WriteCount(list, endpoints.Count);
            foreach (var endpoint in endpoints)
            {
                ValueWriter.WriteField(list, DescribedRows.Bytes(endpoint));
            }

            ValueWriter.WriteField(map, list.WrittenSpan);
        }

        return map.WrittenSpan.ToArray();
    }
}
