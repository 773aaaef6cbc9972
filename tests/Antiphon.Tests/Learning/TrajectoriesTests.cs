using Antiphon.Learning;

namespace Antiphon.Tests.Learning;

public class TrajectoriesTests
{
    // Two trajectories of three steps. A_t = sum over later s of (gamma lambda)^(s-t) (r_s + gamma V_(s+1) - V_s), none across the end.
    [Fact]
    public void Generalised_advantages_are_discounted_sums_of_temporal_differences()
    {
        const double Discount = 0.5;
        const double Decay = 0.8;
        double[] values = [1, 2, 3, 4, 5, 6];
        double[] ends = [7, 8];
        var experience = new Trajectories(1, 2, 3);
        new double[] { 10, 20, 30, 40, 50, 60 }.CopyTo(experience.Rewards, 0);

        double[] advantages = experience.Advantages(Discount, Decay, values, ends);

        for (int sample = 0; sample < 6; sample++)
        {
            int last = sample < 3 ? 2 : 5;
            double expected = Enumerable.Range(sample, last - sample + 1).Sum(at => Math.Pow(Discount * Decay, at - sample) * Error(at));
            Assert.Equal(expected, advantages[sample], 1e-12);
        }

        double Error(int at) => experience.Rewards[at] + (Discount * (at % 3 == 2 ? ends[at / 3] : values[at + 1])) - values[at];
    }

    [Fact]
    public void Returns_are_discounted_sums_that_end_with_their_trajectory()
    {
        var experience = new Trajectories(1, 2, 2);
        new double[] { 1, 2, 3, 4 }.CopyTo(experience.Rewards, 0);
        Assert.Equal([2.0, 2, 5, 4], experience.Returns(0.5));
    }
}
