import { credentialLabels } from '../providers/credentials.js'
import type { Texts } from './texts-en.js'
import { flowsFr } from './texts-flows-fr.js'
import { signInFr } from './texts-sign-in-fr.js'

/** The French texts of the hosted pages. */
export const fr: Texts = {
  language: 'fr',
  app: { name: 'Votre application', inText: 'votre application' },
  cancel: 'Annuler',
  back: 'Retour',
  done: 'Fin',
  copy: 'Copier',
  copied: 'Copié',
  backTo: (app) => `Retour à ${app}`,
  refused: 'Non accepté\u00a0:',
  progress: (at, of, name) => `Étape ${at} sur ${of}\u00a0: ${name}`,
  checklist: { allDone: 'J’ai tout fait', missing: 'Effectuez chaque étape, puis cochez-la.' },
  busy: {
    provider: (provider) => `En attente de ${provider}…`,
    own: 'Un instant…',
  },
  sandbox: {
    name: 'Bac à sable',
    note: 'Aucun compte réel.',
    left: 'Temps restant',
    frozen: 'Horloge arrêtée, reste',
    actions: 'Terminer maintenant\u00a0:',
    approve: 'Accepter',
    deny: 'Refuser',
    expire: 'Expirer',
    conflict: 'Connecté ailleurs',
  },
  picker: {
    step: 'Choix',
    title: 'Que souhaitez-vous connecter\u00a0?',
    search: 'Rechercher',
    nothing: 'Aucun service ne porte ce nom.',
    ota: 'Canaux de réservation',
    pms: 'Logiciels de gestion',
    beta: 'bêta',
    another: 'Autre service',
  },
  connect: (provider) => `Connecter ${provider}`,
  ...flowsFr,
  ...signInFr,
  outcomes: {
    goingOn: (app) => `Vous allez revenir à ${app}.`,
    close: 'Vous pouvez fermer cette page.',
    again: (app) => `Pour réessayer, retournez à ${app} et recommencez.`,
    completed: {
      title: 'Connecté',
      text: (provider, account) => `Votre compte ${provider} est connecté\u00a0: ${account}.`,
      next: (app, provider) => `Désormais, ${app} travaille avec votre compte ${provider}.`,
    },
    cancelled: { title: 'Annulé', text: 'Vous vous êtes arrêté avant la fin. Rien n’a été connecté.' },
    refused: {
      title: 'Accès refusé',
      text: (app, provider) =>
        `Vous n’avez donné à ${app} aucun accès à votre compte ${provider}. Rien n’a été connecté.`,
    },
    errored: {
      title: 'Déjà connecté ailleurs',
      text: (provider) => `Votre compte ${provider} est connecté à un autre logiciel\u00a0: rien n’a changé.`,
      next: (provider) => `Déconnectez-le d’abord là-bas, ou connectez un autre compte ${provider}.`,
    },
  },
  problems: {
    developers: 'Pour les développeurs',
    again: 'Rouvrir la page',
    startAgain: (app) => `Retournez à ${app} et recommencez.`,
    byCode: {
      not_found: { title: 'Ce lien ne mène nulle part', text: 'Il est peut-être incomplet, ou très ancien.' },
      session_expired: {
        title: 'Ce lien a expiré',
        text: 'Pour votre sécurité, un tel lien n’est valable que peu de temps. Rien n’a été connecté.',
      },
      invalid_provider: {
        title: 'Ce lien n’est pas valable',
        text: 'Il n’a pas été créé pour le service qu’il nomme.',
      },
      invalid_params: { title: 'Ce lien est incomplet', text: 'Une partie du lien manque ou est altérée.' },
      forbidden: {
        title: 'Ce formulaire n’est plus à jour',
        text: 'Rien n’a changé. Veuillez refaire l’étape.',
      },
    },
    completed: { title: 'Déjà connecté', text: 'Ce lien ne peut pas servir une seconde fois.' },
    ended: {
      title: 'Ce lien a déjà servi',
      text: 'Rien n’a été connecté. Le lien ne peut plus être utilisé.',
    },
    other: { title: 'Cela n’a pas fonctionné', text: 'Rien n’a changé.' },
  },
  fields: credentialLabels('fr'),
}
