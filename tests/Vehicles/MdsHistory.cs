using FleetActors.Vehicles;

namespace FleetActors.Tests.Vehicles;

/// <summary>Judges a published history by the standard's table alone.</summary>
internal static class MdsHistory
{
    public static void AssertLegal(IReadOnlyList<MdsEvent> published)
    {
        for (var i = 0; i < published.Count; i++)
        {
            var step = published[i];
            Assert.True(MdsTransitions.IsLegal(new(step.From, step.To, step.Type)), $"step {i}: {step}");
            Assert.True(step.OccurredAt <= step.PublishedAt, $"step {i}: {step}");
            if (i == 0) continue;
            Assert.Equal(published[i - 1].To, step.From);
            Assert.True(published[i - 1].PublishedAt <= step.PublishedAt, $"step {i}: {step}");
        }
    }
}
