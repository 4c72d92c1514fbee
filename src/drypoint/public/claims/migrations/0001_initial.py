import django.db.models.deletion
import drypoint.foundation.core.plain_json
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("website", "0005_claims_move_out"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    # The tables come from the room of the website, with their rows (website 0005).
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='EvidenceEdition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('loaded_at', models.DateTimeField()),
                        ('digest', models.CharField(blank=True, max_length=64)),
                        ('trials', models.BinaryField(blank=True)),
                        ('published_pools', models.BinaryField(blank=True)),
                        ('harms', models.BinaryField(blank=True)),
                    ],
                    options={
                        'verbose_name': 'edition of the evidence',
                        'verbose_name_plural': 'editions of the evidence',
                        'ordering': ['pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Source',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=60, unique=True, verbose_name='short name')),
                        ('citation', models.CharField(max_length=400, verbose_name='citation')),
                        ('doi', models.CharField(blank=True, max_length=120, verbose_name='DOI')),
                        ('pmid', models.CharField(blank=True, max_length=16, verbose_name='PMID')),
                        ('pmcid', models.CharField(blank=True, max_length=16, verbose_name='PMCID')),
                        ('url', models.URLField(blank=True, max_length=400, verbose_name='address')),
                        ('how_read', models.CharField(blank=True, max_length=120, verbose_name='how much of it was read')),
                    ],
                    options={
                        'verbose_name': 'source',
                        'verbose_name_plural': 'sources',
                        'ordering': ['citation'],
                    },
                ),
                migrations.CreateModel(
                    name='Claim',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=60, unique=True, verbose_name='short name')),
                        ('about', models.CharField(blank=True, max_length=60, verbose_name='about')),
                        ('texts', models.JSONField(default=dict, encoder=drypoint.foundation.core.plain_json.PlainJSON, verbose_name='text by language')),
                        ('certainty', models.CharField(blank=True, choices=[('high', 'high'), ('moderate', 'moderate'), ('low', 'low'), ('very_low', 'very low'), ('unclear', 'unclear')], max_length=16, verbose_name='certainty')),
                        ('reasons', models.JSONField(blank=True, default=dict, encoder=drypoint.foundation.core.plain_json.PlainJSON, verbose_name='why this certainty, by language')),
                        ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='reviewed on')),
                        ('reviewed_digest', models.CharField(blank=True, editable=False, max_length=64)),
                        ('topic', models.CharField(blank=True, help_text='What the claim rests on. When the data about it changes, the claim asks for a new review.', max_length=80, verbose_name='evidence')),
                        ('reviewed_answer', models.CharField(blank=True, editable=False, max_length=64)),
                        ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='claim of the demo')),
                        ('reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reviewer')),
                    ],
                    options={
                        'verbose_name': 'claim',
                        'verbose_name_plural': 'claims',
                        'ordering': ['about', 'key'],
                    },
                ),
                migrations.CreateModel(
                    name='ClaimSource',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort_order', models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                        ('claim', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='claim_sources', to='claims.claim')),
                        ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.source', verbose_name='source')),
                    ],
                    options={
                        'ordering': ['sort_order'],
                    },
                ),
                migrations.AddField(
                    model_name='claim',
                    name='sources',
                    field=models.ManyToManyField(related_name='claims', through='claims.ClaimSource', to='claims.source'),
                ),
                migrations.CreateModel(
                    name='AllowedWord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('word', models.CharField(max_length=120, verbose_name='word')),
                        ('reason', models.TextField(verbose_name='reason')),
                        ('allowed_at', models.DateTimeField()),
                        ('allowed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='allowed_words', to=settings.WAGTAIL_PAGE_MODEL)),
                        ('claim', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='allowed_words', to='claims.claim')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('page', 'word'), name='a_word_is_allowed_once_on_a_page'), models.UniqueConstraint(fields=('claim', 'word'), name='a_word_is_allowed_once_in_a_claim'), models.CheckConstraint(condition=models.Q(('page__isnull', False), ('claim__isnull', False), _connector='XOR'), name='a_word_is_allowed_in_one_place'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='an_allowed_word_has_a_reason')],
                    },
                ),
                migrations.AddConstraint(
                    model_name='claimsource',
                    constraint=models.UniqueConstraint(fields=('claim', 'source'), name='a_claim_names_a_source_once'),
                ),
            ],
        ),
    ]
