using System.Globalization;

namespace Antiphon.Tests.Architecture;

/// <summary>The counter of docs/count.</summary>
public class SourceCountTests
{
    [Fact]
    public void Counts_by_hand_agree()
    {
        // Statements: the field, the value 3, sum, if, for, the sum in the loop, return, Half, and both records without a body.
        var found = SourceCount.Of(
            """
            using System; // no statement;
            namespace Some.Room;
            /// <summary>A public class of no account;</summary>
            public sealed class Open<T>(int start) where T : class
            {
                private readonly string text = "public class { \" ;";
                public int Given { get; init; } = 3;
                public int Sum(int to)
                {
                    int sum = start;
                    if (to > 0)
                    {
                        for (int i = 0; i < to; i++)
                        {
                            sum += i;
                        }
                    }
                    return sum;
                }
                protected double Half => $"{(text is "a" ? "}" : ";")}".Length / 2.0;
                internal record Inner(int A);
                public enum Kind { One, Two }
            }
            internal static class Closed
            {
                public static void Nothing() { }
                public record struct Hidden(int B);
            }
            """
        );
        Assert.Equal(new SourceCount(Types: 5, PublicTypes: 2, PublicMembers: 3, Statements: 10), found);
    }

    /// <summary>For docs/count: writes a table of the folders below ANTIPHON_COUNT to the file ANTIPHON_COUNT_TABLE.</summary>
    [Fact]
    public void Counts_of_any_folder_can_be_written()
    {
        string sources = Environment.GetEnvironmentVariable("ANTIPHON_COUNT") ?? Path.Combine(RepositoryRoot.Path, "src");
        var counts = Directory
            .EnumerateDirectories(sources)
            .Order(StringComparer.Ordinal)
            .Select(folder => (Name: Path.GetFileName(folder), Count: SourceCount.OfFolder(folder)))
            .ToList();
        counts.Add(("all", counts.Aggregate(new SourceCount(0, 0, 0, 0), (sum, each) => sum + each.Count)));
        string[] table =
        [
            "| assembly | types | public types | public members | statements |",
            "|---|---:|---:|---:|---:|",
            .. counts.Select(each =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {each.Name} | {each.Count.Types} | {each.Count.PublicTypes} | {each.Count.PublicMembers} | "
                        + $"{each.Count.Statements} |"
                )
            ),
        ];
        if (Environment.GetEnvironmentVariable("ANTIPHON_COUNT_TABLE") is { } file)
        {
            File.WriteAllLines(file, table);
        }

        Assert.True(counts[^1].Count is { PublicTypes: > 0, Statements: > 0 } all && all.Types > all.PublicTypes);
    }
}
