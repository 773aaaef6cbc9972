using Antiphon.Evaluation;

namespace Antiphon.Tests.Evaluation;

public class EnclosureTests
{
    // x in [1, 2] and y in [0.5, 0.75]: x - y is least at 1 - 0.75 and greatest at 2 - 0.5.
    [Fact]
    public void A_difference_encloses_all_differences()
    {
        Assert.Equal(new Enclosure(0.25, 1.5), new Enclosure(1, 2).Minus(new Enclosure(0.5, 0.75)));
        Assert.Equal(new Enclosure(0, 0.5), new Enclosure(-1, 0.5).NotNegative());
        Assert.Equal((2.5, new Enclosure(2, 3)), (new Enclosure(2, 3).Middle, Enclosure.Around(2.5, 0.5)));
    }
}
