// Rows of two tables that have the same key:  hathi run samples/Join.cs /users /orders /out
// Input lines are "KEY TAB REST", output lines "KEY TAB REST-OF-LEFT TAB REST-OF-RIGHT": every left row with every right one. The rows of
// one key are in memory.
public sealed class Join : IJobProgram
{
    // Each table has a mapper of its own, which says in the first byte whose row it is.
    public void Configure(JobBuilder job, string[] args) => job
        .Input(args[0], new KeyValueTextInputFormat(), () => new Tag((byte)'L'))
        .Input(args[1], new KeyValueTextInputFormat(), () => new Tag((byte)'R'))
        .Reduce<Match>().Output(args[2]);

    private sealed class Tag(byte side) : Mapper<Text, Text, Text, Text>
    {
        public override void Map(Text key, Text row, Context context)
        {
            byte[] tagged = [side, .. row.Bytes];
            context.Write(key, tagged.AsSpan());
        }
    }

    private sealed class Match : Reducer<Text, Text, Text, Text>
    {
        public override void Reduce(Text key, Values<Text> rows, Context context)
        {
            var left = new List<byte[]>();
            var right = new List<byte[]>();
            foreach (var row in rows)
            {
                (row[0] == 'L' ? left : right).Add(row[1..].ToArray());
            }

            foreach (var one in left)
            {
                foreach (var other in right)
                {
                    byte[] both = [.. one, (byte)'\t', .. other];
                    context.Write(key, both.AsSpan());
                }
            }
        }
    }
}
