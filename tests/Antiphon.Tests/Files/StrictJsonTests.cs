namespace Antiphon.Tests.Files;

public class StrictJsonTests
{
    [Fact]
    public void What_lies_within_a_part_that_was_not_read_is_not_told_beside_it()
    {
        var json = new StrictJson();
        json.Add("initial", "is a number", "an object", "replace it");
        json.Add("rows[1]", "is null", "an array", "replace it");
        string[] validated = ["initial.global[0]", "initial.local", "initially", "rows[1][2]", "rows[10]", "rows"];

        IReadOnlyList<Violation> told = json.Merge(validated.Select(place => new Violation(place, "is 2", "1", "correct it")));

        Assert.Equal(
            ["initial", "rows[1]", "initially", "rows[10]", "rows"],
            told.Select(violation => violation.Place),
            StringComparer.Ordinal
        );
    }
}
