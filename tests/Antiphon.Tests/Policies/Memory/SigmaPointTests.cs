using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Policies.Memory;

/// <summary>
/// The reading by expectation averages a plan over 2 (S - 1) points m +- sqrt(S - 1) L_j, where L L' is the covariance c (diag(m) - m m')
/// of the first S - 1 fractions: together they have the belief's mean and covariance. The plan is a kink, |R mu_y - middle|, which Kuhn's
/// interpolation meets exactly, against a constant just below and just above its average.
/// </summary>
public class SigmaPointTests
{
    private const double Spread = 0.04;

    // S = 2, m = (1/2, 1/2): the variance is c/4, so that the two points are 1/2 +- sqrt(c)/2. |2 mu_1 - 1| is sqrt(c) at either.
    [Theory]
    [InlineData(-1e-6, 1)]
    [InlineData(1e-6, 0)]
    public void Two_states_are_read_one_standard_deviation_to_either_side(double above, int action) =>
        Assert.Equal(action, Read([0.5, 0.5], resolution: 2, middle: 1, Math.Sqrt(Spread) + above));

    // S = 3, m = (1/3, 1/3, 1/3): L = sqrt(c) [[sqrt(2)/3, 0], [-1/(3 sqrt(2)), 1/sqrt(6)]]. The last fraction moves by minus the column's
    // sum times sqrt(2): by sqrt(c)/3 and by sqrt(c)/sqrt(3).
    // |3 mu_2 - 1| is sqrt(c) at the first two points and sqrt(3 c) at the others.
    [Theory]
    [InlineData(-1e-6, 1)]
    [InlineData(1e-6, 0)]
    public void Three_states_are_read_at_the_root_of_two_times_the_factor(double above, int action) =>
        Assert.Equal(
            action,
            Read([1.0 / 3, 1.0 / 3, 1.0 / 3], resolution: 3, middle: 1, (Math.Sqrt(Spread) * (1 + Math.Sqrt(3)) / 2) + above)
        );

    // Action 1 is worth |counts of the last state - middle|, action 0 a constant.
    private static int Read(double[] mean, int resolution, int middle, double constant)
    {
        int states = mean.Length;
        CooperativeGame game = new RandomGame(5)
        {
            LocalStates = states,
            GlobalStates = 1,
            GlobalActions = 2,
            Agents = 30,
        }.Create();
        var lattice = new CountLattice(states, resolution);
        int[] counts = new int[states];
        ImmutableArray<double>.Builder values = ImmutableArray.CreateBuilder<double>();
        for (int rank = 0; rank < lattice.Size; rank++)
        {
            lattice.Unrank(rank, counts);
            values.Add(constant);
            values.Add(Math.Abs(counts[^1] - middle));
        }

        var plan = new EstimatePlan(TabularGlobalPolicy.FromFunction(1, 2, lattice, (_, _) => 0), [values.ToImmutable()]);
        var filter = new DirichletFilter(new LocalKernels(game, LocalPolicy.Uniform(game).Probabilities), game.Initial.Local, 30);
        PopulationBelief belief = filter.CreateBelief();
        mean.CopyTo(belief.Mean, 0);
        belief.Spread = Spread;
        return new TablePlanReader(plan, PlanReading.Expected, filter).Action(0, belief);
    }
}
